# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws the tables of rpc_curves: plot.py DIRECTORY writes NAME.svg for each chart below whose table is there.

Both axes are logarithmic, so a cost that does not depend on the size is a level line and one that is proportional to
it a rising one. Whole lines are ours, dashed ones the bare sockets beside them.
"""
import csv
import math
import pathlib
import sys
from html import escape

# Name of the chart, table, columns, title, axis titles. Bytes decides how the ticks of the x axis are written.
CHARTS = [
    ('connections', 'connections', ['rpc in turn us', 'socket in turn us', 'rpc at once us', 'socket at once us'],
     'Cost of a call as connections grow', 'connections', 'µs per call'),
    ('connections_memory', 'connections', ['rpc bytes'],
     'Memory of the server per connection', 'connections', 'bytes per connection'),
    ('payload', 'payload', ['rpc tcp us', 'socket tcp us', 'rpc ncalrpc us', 'socket local us'],
     'Cost of a call as its payload grows (there and back)', 'bytes', 'µs per call'),
    ('payload_throughput', 'payload', ['rpc tcp MB/s', 'socket tcp MB/s', 'rpc ncalrpc MB/s', 'socket local MB/s'],
     'Throughput as the payload grows (both directions together)', 'bytes', 'MB/s'),
    ('outstanding', 'outstanding', ['rpc callback us', 'rpc port us', 'socket us'],
     'Cost of a call as outstanding calls grow', 'outstanding calls', 'µs per call'),
    ('outstanding_memory', 'outstanding', ['rpc bytes'],
     'Memory of client and server per outstanding call', 'outstanding calls', 'bytes per call'),
]
LEGEND = {
    'rpc in turn us': 'RPC, a call to each in turn', 'socket in turn us': 'bare sockets, an exchange on each in turn',
    'rpc at once us': 'RPC, a call to each at once', 'socket at once us': 'bare sockets, an exchange on each at once',
    'rpc tcp us': 'RPC over TCP', 'socket tcp us': 'bare TCP socket',
    'rpc ncalrpc us': 'RPC over ncalrpc', 'socket local us': 'bare local socket',
    'rpc tcp MB/s': 'RPC over TCP', 'socket tcp MB/s': 'bare TCP socket',
    'rpc ncalrpc MB/s': 'RPC over ncalrpc', 'socket local MB/s': 'bare local socket',
    'rpc callback us': 'RPC, told of by callbacks', 'rpc port us': 'RPC, told of by a completion port',
    'socket us': 'bare TCP socket, answered in one piece', 'rpc bytes': 'RPC over TCP',
}
COLOURS = {'rpc': ['#0b5fa5', '#c4511a'], 'socket': ['#6aa9dc', '#e8a27c']}
WIDTH, HEIGHT = 900, 560
LEFT, RIGHT, TOP, BOTTOM = 90, 870, 60, 420


class Axis:
    """A logarithmic axis between two positions of the picture."""

    def __init__(self, low, high, start, end):
        self.low, self.high, self.start, self.end = low, high, start, end

    def at(self, value):
        part = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + part * (self.end - self.start)


def round_steps(low, high):
    """1, 2, 5, 10 ... from the greatest that is not above low to the least that is not below high."""
    made = []
    decade = 10 ** math.floor(math.log10(low))
    while True:
        for step in (1, 2, 5):
            value = step * decade
            if value * 2.5 > low and (not made or made[-1] < high):
                made.append(value)
        if made and made[-1] >= high:
            while len(made) > 1 and made[1] <= low:
                made.pop(0)
            return made
        decade *= 10


def sparse(ticks):
    """Those that are labelled: all when few, else decades."""
    return ticks if len(ticks) <= 8 else [t for t in ticks if math.isclose(math.log10(t) % 1, 0, abs_tol=1e-6)]


def number(value):
    return f'{value:,.0f}'.replace(',', ' ') if value >= 1 else f'{value:.6f}'.rstrip('0')


def size(value):
    for unit, name in ((1 << 20, 'MiB'), (1 << 10, 'KiB')):
        if value >= unit:
            return f'{value / unit:.0f} {name}'
    return f'{value:.0f} B'


def read(path):
    """Column name -> list of (x, y); cells that are empty are left out."""
    with open(path, encoding='utf-8') as file:
        rows = list(csv.DictReader(file))
    first = next(iter(rows[0]))
    return {name: [(float(row[first]), float(row[name])) for row in rows if row[name]]
            for name in rows[0] if name != first}


def style(name, before):
    family = 'rpc' if name.startswith('rpc') else 'socket'
    return COLOURS[family][sum(n.startswith(family) for n in before) % 2], family == 'socket'


def text(x, y, words, anchor='middle', grow=13, extra=''):
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{grow}" {extra}>{escape(words)}</text>'


def line(x1, y1, x2, y2, colour, width=1.0):
    return (f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{colour}" stroke-width="{width}"/>')


def grid(x_axis, y_axis, x_ticks, y_ticks, x_name, y_name):
    for ticks, vertical in ((x_ticks, True), (y_ticks, False)):
        labelled = sparse(ticks)
        for tick in ticks:
            colour = '#c8c8c8' if tick in labelled else '#ececec'
            if vertical:
                x = x_axis.at(tick)
                yield line(x, TOP, x, BOTTOM, colour)
                if tick in labelled:
                    yield text(x, BOTTOM + 20, size(tick) if x_name == 'bytes' else number(tick))
            else:
                y = y_axis.at(tick)
                yield line(LEFT, y, RIGHT, y, colour)
                if tick in labelled:
                    yield text(LEFT - 8, y + 4, number(tick), 'end')
    yield f'<rect x="{LEFT}" y="{TOP}" width="{RIGHT - LEFT}" height="{BOTTOM - TOP}" fill="none" stroke="#404040"/>'
    yield text((LEFT + RIGHT) / 2, BOTTOM + 44, 'payload' if x_name == 'bytes' else x_name, grow=15)
    middle = (TOP + BOTTOM) / 2
    yield text(24, middle, y_name, grow=15, extra=f'transform="rotate(-90 24 {middle:.0f})"')


def curve(points, x_axis, y_axis, colour, dashed):
    places = [(x_axis.at(x), y_axis.at(y)) for x, y in points]
    path = ' '.join(f'{x:.1f},{y:.1f}' for x, y in places)
    dash = ' stroke-dasharray="7 4"' if dashed else ''
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2"{dash}/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>'


def legend(names):
    for i, name in enumerate(names):
        x, y = LEFT + 20 + (i % 2) * 380, BOTTOM + 78 + (i // 2) * 24
        colour, dashed = style(name, names[:i])
        dash = ' stroke-dasharray="7 4"' if dashed else ''
        yield (f'<line x1="{x}" y1="{y}" x2="{x + 44}" y2="{y}" stroke="{colour}" stroke-width="2.2"{dash}/>'
               f'<circle cx="{x + 22}" cy="{y}" r="3" fill="{colour}"/>')
        yield text(x + 54, y + 5, LEGEND[name], 'start', 14)


def draw(columns, names, title, x_name, y_name):
    points = [point for name in names for point in columns[name]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    if x_name == 'bytes':
        x_ticks = [16 ** n for n in range(7) if 16 ** n <= max(xs)] + [max(xs)] * (max(xs) > 16 ** 6)
    else:
        x_ticks = round_steps(min(xs), max(xs))
    # A level line should look level: the axis spans more than its wobble.
    y_ticks = round_steps(min(ys) / 2, max(ys) * 1.5)
    x_axis = Axis(min(x_ticks[0], min(xs)), max(x_ticks[-1], max(xs)), LEFT, RIGHT)
    y_axis = Axis(y_ticks[0], y_ticks[-1], BOTTOM, TOP)
    yield (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
           f'height="{HEIGHT}" font-family="DejaVu Sans, Helvetica, sans-serif" fill="#202020">')
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>'
    yield text((LEFT + RIGHT) / 2, 36, title, grow=19)
    yield from grid(x_axis, y_axis, x_ticks, y_ticks, x_name, y_name)
    for i, name in enumerate(names):
        yield from curve(columns[name], x_axis, y_axis, *style(name, names[:i]))
    yield from legend(names)
    yield '</svg>'


def main():
    directory = pathlib.Path(sys.argv[1])
    for chart, table, names, *titles in CHARTS:
        source = directory / f'{table}.csv'
        if source.exists():
            target = directory / f'{chart}.svg'
            target.write_text('\n'.join(draw(read(source), names, *titles)) + '\n', encoding='utf-8')
            print(target)
    return 0


if __name__ == '__main__':
    sys.exit(main())
