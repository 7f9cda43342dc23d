# SPDX-License-Identifier: LGPL-2.1-or-later
"""The conformance table as one HTML page that needs nothing else: page.html and the rows in it as JSON."""
import json
import pathlib

import table

TEMPLATE = pathlib.Path(__file__).with_name('page.html')


def html(groups):
    columns = [column for column in table.COLUMNS
               if any(getattr(row, column) is not None for group in groups for row in group.rows)]
    rows = [[row.group, row.function, row.fact, row.expected if row.documented else '',
             *(getattr(row, column) for column in columns), row.source, row.says,
             [row.verdict(column) for column in columns]] for group in groups for row in group.rows]
    data = {'columns': columns, 'rows': rows,
            'troubles': [[group.name, column, why] for group in groups for column, why in group.troubles.items()]}
    # "</" could end the script it stands in.
    return TEMPLATE.read_text(encoding='utf-8').replace('@DATA@', json.dumps(data).replace('</', '<\\/'))
