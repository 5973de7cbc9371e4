# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of jobs/relic-targets.md are those of `epscan relic`, to the digits that stand there; its growth with the splitting too.

check_relic_document.py DOCUMENT
"""
import re
import sys

from checks import near, printed, rows

text = open(sys.argv[1]).read()
table = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if re.match(r"\| \S+ \| 0\.", line)]
assert len(table) == 30, len(table)


def y(kind, mass, *more):
    return float(rows(printed("relic", "--kind", kind, "--mchi", mass, *more))[0]["y"])


for kind, mass, ours, published, ratio in table:
    assert near(y(kind, mass), float(ours), 6e-4), (kind, mass, ours)  # half of the last digit
    assert abs(float(ours) / float(published) - float(ratio)) < 0.0051, (kind, mass, ratio)
    assert 0.92 < float(ratio) < 1.46, (kind, mass, ratio)  # the band that the document speaks of

growth = [y("pseudo-dirac", "0.01", "--splitting", delta) / y("pseudo-dirac", "0.01") for delta in ("0.1", "0.3")]
words = re.search(r"([0-9.]+) at Δ = 0\.1, ([0-9.]+) at 0\.3", text)
assert all(near(a, b, 0.02) for a, b in zip(growth, words.groups())), growth
