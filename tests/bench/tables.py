# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of tests/README.md, between its marks, against outputs/bench.json, of which they are made: exits 1 when they part.

python3 tables.py BENCH SOURCE [--write]      --write: make them anew
"""
import shutil
import subprocess
import sys
import tempfile

bench, source = sys.argv[1:3]
document = f"{source}/tests/README.md"
begin, end = "<!-- outputs/bench.json -->\n", "<!-- end -->\n"

with tempfile.TemporaryDirectory() as folder:  # `report` writes the file anew
    shutil.copy(f"{source}/outputs/bench.json", folder)
    tables = subprocess.run([bench, "report", f"{folder}/bench.json"], check=True, capture_output=True, text=True).stdout
with open(document, encoding="utf-8") as file:
    text = file.read()
head, rest = text.split(begin)
stated, tail = rest.split(end)
if "--write" in sys.argv:
    with open(document, "w", encoding="utf-8") as file:
        file.write(head + begin + tables + end + tail)
elif stated != tables:
    sys.exit("tests/README.md is not what outputs/bench.json says; make its tables: python3 tests/bench/tables.py "
             "build/tests/bench . --write")
