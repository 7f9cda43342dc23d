#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What our headers declare, read from our headers: structures with their members, integer constants, functions.

The C files generated from these lists are compiled once against our headers and once against mingw-w64's, so nothing
has to be kept by hand: what is added to include/ is compared from then on.
"""
import re
import subprocess

HEADERS = ['windows.h', 'rpc.h', 'rpcndr.h', 'rpcproxy.h', 'midles.h', 'sspi.h', 'rpcssl.h', 'rpcasync.h',
           'combaseapi.h', 'oaidl.h', 'ole2.h', 'oleauto.h', 'sddl.h', 'aclapi.h', 'security.h', 'ntdsapi.h',
           'dsgetdc.h', 'lm.h', 'wincon.h', 'winsvc.h', 'strsafe.h']
PRELUDE = ('#define SECURITY_WIN32 1\n#define _WIN32_WINNT 0x0A00\n#define RPC_USE_NATIVE_WCHAR 1\n'
           '#include <stddef.h>\n' + ''.join(f'#include <{header}>\n' for header in HEADERS))

# Ours alone: the exception blocks, spelling helpers, guards.
PRIVATE = re.compile(r'^(RPCRT4_|RPC_FRAME_|RpcException(?!Filter)|RPC_E_|__|_)|_H$|^RpcFinally')


def preprocessed(compiler, include):
    """Our headers' text after the preprocessor, and the macros that are defined by then."""
    command = [compiler, '-std=gnu11', '-fshort-wchar', '-I', include, '-E', '-P', '-x', 'c', '-']
    text = subprocess.run(command, input=PRELUDE, capture_output=True, text=True, check=True).stdout
    command.insert(1, '-dM')
    ours = subprocess.run(command, input=PRELUDE, capture_output=True, text=True, check=True).stdout
    command[-4:] = ['-P', '-x', 'c', '-']
    base = subprocess.run(command, input='#include <stddef.h>\n#include <string.h>\n#include <stdio.h>\n#include <setjmp.h>',
                          capture_output=True, text=True, check=True).stdout
    macros = dict(re.findall(r'^#define (\w+) (.+)$', ours, re.M))
    for name, _ in re.findall(r'^#define (\w+) (.+)$', base, re.M):
        macros.pop(name, None)
    return text, macros


def body_at(text, start):
    """The text between the braces that open at `start`, and where they end."""
    depth, at = 0, start
    while True:
        depth += {'{': 1, '}': -1}.get(text[at], 0)
        at += 1
        if depth == 0:
            return text[start + 1:at - 1], at


def members_of(body):
    """Names that offsetof understands; the members of anonymous aggregates count as direct ones."""
    names, at = [], 0
    while at < len(body):
        inner = re.compile(r'\s*(?:__extension__\s*)?(?:struct|union)\s*\w*\s*\{').match(body, at)
        if inner:
            content, end = body_at(body, inner.end() - 1)
            declarator = re.compile(r'\s*(\w*)\s*(?:\[[^;]*)?;').match(body, end)
            nested = members_of(content)
            names += [f'{declarator.group(1)}.{name}' for name in nested] + [declarator.group(1)] \
                if declarator.group(1) else nested
            at = declarator.end()
            continue
        end = body.find(';', at)
        if end < 0:
            break
        declaration = body[at:end]
        at = end + 1
        if ':' in declaration:  # a bit field has no offset
            continue
        function = re.search(r'\(\s*(?:__attribute__\(\(.*?\)\)\s*)?\*\s*(\w+)\s*\)\s*\(', declaration)
        name = function or re.search(r'(\w+)\s*(?:\[[^\]]*\]\s*)*$', declaration.strip())
        if name:
            names.append(name.group(1))
    return names


def structures(text):
    """Every typedef'd structure or union: name -> members."""
    found = {}
    for match in re.finditer(r'\btypedef\s+(?:struct|union)\s*\w*\s*\{', text):
        body, end = body_at(text, match.end() - 1)
        name = re.compile(r'\s*(\w+)').match(text, end)
        if name and not PRIVATE.match(name.group(1)):
            found[name.group(1)] = members_of(body)
    return found


def enumerators(text):
    found = []
    for match in re.finditer(r'\benum\s*\w*\s*\{', text):
        body, _ = body_at(text, match.end() - 1)
        found += [name for name in re.findall(r'(\w+)\s*(?:=[^,]*)?(?:,|$)', body.strip()) if not PRIVATE.match(name)]
    return found


def functions(text):
    """Exported prototypes: name -> (return type, parameters without names kept as written)."""
    found = {}
    pattern = re.compile(r'__attribute__\(\(__visibility__\("default"\)\)\)\s+([\w\s*]+?)\s*\b'
                         r'(__attribute__\(\(__ms_abi__\)\)\s*)?(\w+)\s*\(([^;{]*)\)\s*(?:__attribute__[^;]*)?;')
    for match in pattern.finditer(text):
        result, _, name, parameters = match.groups()
        if not PRIVATE.match(name) and name != 'RpcExceptionTop':
            found[name] = (result.strip(), ' '.join(parameters.split()))
    return found
