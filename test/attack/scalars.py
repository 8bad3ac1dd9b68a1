# Reads lines of JSON, each a YAML document and what it must be read as, and writes what PyYAML makes otherwise of them: a
# JSON list of places in the input, readers and what they read.
import json
import sys

import yaml

# The one in Python is slow: it reads some thousands only.
SLOWLY = 5000

differences = []


def read(index, name, loader, document, expected):
    try:
        got = yaml.load(document, loader)
        if got == expected:
            return
    except Exception as error:  # Its constructors raise any.
        got = error
    differences.append({"index": index, "reader": name, "got": f"{type(got).__name__} {got}"[:500]})


lines = sys.stdin.readlines()
step = max(1, len(lines) // SLOWLY)
for index, line in enumerate(lines):
    document, expected = json.loads(line)
    if yaml.__with_libyaml__:
        read(index, "PyYAML with libyaml", yaml.CSafeLoader, document, expected)
    if index % step == 0 or not yaml.__with_libyaml__:
        read(index, "PyYAML", yaml.SafeLoader, document, expected)
json.dump(differences, sys.stdout)
