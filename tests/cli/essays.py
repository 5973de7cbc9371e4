# SPDX-License-Identifier: GPL-3.0-or-later
"""Every .c file above 60 lines of src opens with a comment, behind its licence: what it computes, by which method, units, source.
essays.py SOURCE"""
import os
import sys

LONGEST_WITHOUT = 60

source = os.path.join(sys.argv[1], "src")
checked, wrong = 0, []
for folder, _, names in os.walk(source):
    for name in sorted(names):
        if name.endswith(".c"):
            path = os.path.join(folder, name)
            lines = open(path, encoding="utf-8").read().splitlines()
            checked += 1
            if len(lines) > LONGEST_WITHOUT and not lines[1].startswith("/*"):
                wrong.append(f"{os.path.relpath(path, sys.argv[1])}:2: {len(lines)} lines, and no comment that says what it computes")
assert checked > 0, "no sources"
for line in wrong:
    print(line, file=sys.stderr)
sys.exit(bool(wrong))
