# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of jobs/relic-targets.md are those of `epscan relic`, to the digits that stand there; its growth with the splitting too.

check_relic_document.py DOCUMENT
"""
import re
import sys

from checks import near, printed, rows

text = open(sys.argv[1]).read()
table = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if re.match(r"\| \S+ \| 0\.", line) and line.count("|") == 6]
assert len(table) == 30, len(table)


def y(kind, mass, *more):
    return float(rows(printed("relic", "--kind", kind, "--mchi", mass, *more))[0]["y"])


for kind, mass, ours, published, ratio in table:
    assert near(y(kind, mass), float(ours), 6e-4), (kind, mass, ours)  # half of the last digit
    assert abs(float(ours) / float(published) - float(ratio)) < 0.0051, (kind, mass, ratio)
    assert 0.92 < float(ratio) < 1.46, (kind, mass, ratio)  # the band that the document speaks of

choices = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.count("|") == 7 and "| 0." in line]
choices = [row for row in choices if len(row) == 6]
assert len(choices) == 24, len(choices)
for kind, mass, published, *ratios in choices:
    options = ((), ("--neutrinos", "coupled"), ("--splitting", "0.015"))
    for ratio, more in zip(ratios, options, strict=True):
        if ratio != "—":
            assert abs(y(kind, mass, *more) / float(published) - float(ratio)) < 0.0051, (kind, mass, more, ratio)
    if kind != "pseudo-dirac":
        assert 0.985 < float(ratios[1]) < 1.105, (kind, mass)  # what the document says of coupled neutrinos
for mass, change in (("0.005", 0.0125), ("0.001", 0.0245)):  # of alpha_D, at most
    assert near(y("scalar", mass, "--alpha-D", "0.1"), y("scalar", mass), change), mass

mediators = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if re.match(r"\| \S+ \| [a-z-]+ \| [0-9.]+e", line)]
assert len(mediators) == 11, len(mediators)
for mediator, kind, *ours, _ in mediators:
    for mass, number in zip(("0.001", "0.01", "0.1", "1"), ours[:4], strict=True):
        assert near(y(kind, mass, "--mediator", mediator), float(number), 6e-4), (mediator, kind, mass, number)

growth = [y("pseudo-dirac", "0.01", "--splitting", delta) / y("pseudo-dirac", "0.01") for delta in ("0.1", "0.3")]
words = re.search(r"([0-9.]+) at Δ = 0\.1, ([0-9.]+) at 0\.3", text)
assert all(near(a, b, 0.02) for a, b in zip(growth, words.groups())), growth
