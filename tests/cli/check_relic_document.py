# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of jobs/relic-targets.md are those of `epscan relic`, to the digits that stand there; its growth with the splitting too.

check_relic_document.py DOCUMENT

What tests/reference/relic_choices.py computes is computed again. Its figures of whole published lines need the lines themselves:
RELIC_LINES=FOLDER, with the data files of the repository that the document names; without it these are not looked at.
"""
import functools
import itertools
import os
import re
import subprocess
import sys

from checks import near, printed, rows

text = open(sys.argv[1]).read()
prose = " ".join(text.split())
table = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in text.splitlines() if re.match(r"\| \S+ \| 0\.", line) and line.count("|") == 6]
assert len(table) == 30, len(table)


@functools.cache
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
words = re.search(r"([0-9.]+) at Δ = 0\.1, ([0-9.]+) at 0\.3", prose)
assert all(near(a, b, 0.02) for a, b in zip(growth, words.groups())), growth

# ---- what each simplification does: tests/reference/relic_choices.py -----------------------------------------------------------
SCRIPT = os.path.join(os.path.dirname(sys.argv[1]), "../tests/reference/relic_choices.py")


def chosen(*words):
    return rows(subprocess.run(["/usr/bin/python3", "-B", SCRIPT, *words], check=True, capture_output=True, text=True).stdout)


factors = {}
for row in chosen():
    if row["choice"] == "none":  # a quadrature, a step and tables of its own: 1.3e-3 where R(s) bends most
        assert near(row["factor"], y(row["kind"], row["mchi"]), 2e-3), row
    else:
        factors.setdefault(row["choice"], {})[row["kind"], float(row["mchi"])] = float(row["factor"])
of_choice = [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in text.splitlines() if line.count("|") == 14]
masses = [float(cell) for cell in of_choice[0][1:]]
columns = list(zip(["scalar"] * 6 + ["pseudo-dirac"] * 6, masses))
body = {row[0]: [float(cell) for cell in row[1:]] for row in of_choice[2:]}
lines = body.pop("first table's lines")
assert set(body) == set(factors), set(body) ^ set(factors)
for name, cells in body.items():
    for column, cell in zip(columns, cells, strict=True):
        assert abs(factors[name][column] - cell) < 0.0051, (name, column)
        assert column[1] < 0.02 or name == "alpha = 1/128" or cell >= 0.98, (name, column)
    for mass in masses[:6]:
        assert near(factors[name]["majorana", mass], factors[name]["scalar", mass], 5e-3), (name, mass)
for (kind, mass), cell in zip(columns, lines, strict=True):
    row = min((row for row in table if row[0] == kind), key=lambda row: abs(float(row[1]) / mass - 1))
    assert abs(float(row[3]) / float(row[2]) - cell) < 0.0051, (kind, mass)
for one, other in itertools.combinations_with_replacement(body, 2):  # one alone is less of a match than the pairs with it
    for made in (body[one], [a * b for a, b in zip(body[one], body[other])]):
        assert max(abs(a / b - 1) for a, b in zip(made[:6], lines[:6])) > 0.05, (one, other)
        assert max(abs(a / b - 1) for a, b in zip(made[6:], lines[6:])) > 0.05, (one, other)


def drift(of):
    """How far pseudo-Dirac over scalar moves from 20 to 60 MeV."""
    at = {mass: of["pseudo-dirac", mass] / of["scalar", mass] for mass in (0.02, 0.06)}
    return abs(at[0.06] / at[0.02] - 1)


said = re.search(r"moves by (\d+) % at most with any row above; in these lines it moves by (\d+) %", prose).groups()
assert max(map(drift, factors.values())) < float(said[0]) / 100, said
assert abs(drift({column: cell for column, cell in zip(columns, lines)}) - float(said[1]) / 100) < 0.01, said



def tilt(name, kind):
    """How much more of y than ours there is at 60 than at 5 MeV."""
    return factors[name][kind, 0.06] / factors[name][kind, 0.005] - 1


said = re.search(r"by more than (\d+) % towards theirs but a constant g\* \((\d+) %, pseudo-Dirac (\d+) %\)", prose).groups()
constant = "g* = h = 10.75"
for kind, percent in zip(("scalar", "pseudo-dirac"), said[1:]):
    assert max(tilt(name, kind) for name in factors if name != constant) < float(said[0]) / 100 + 0.0051, kind
    assert abs(tilt(constant, kind) - float(percent) / 100) < 0.0051, (kind, tilt(constant, kind))

if os.environ.get("RELIC_LINES"):
    said = re.search(r"goes there from ([\d.]+) to ([\d.]+) \(scalar\), ([\d.]+) to ([\d.]+) \(Majorana\) and ([\d.]+) to ([\d.]+) \(pseudo", prose)
    ranges = dict(zip(("scalar", "majorana", "pseudo-dirac"), zip(*[map(float, said.groups())] * 2)))
    for row in chosen("--lines", os.environ["RELIC_LINES"]):
        half = row["kind"] == "pseudo-dirac"
        width, constant, scatter = float(row["reading"].split()[1]), float(row["constant"]), float(row["scatter"])
        most, least = ranges[row["kind"]]
        if width == 0.0:
            assert abs(float(row["lowest_of_electrons"]) - least) < 0.0051 and abs(float(row["highest_of_electrons"]) - most) < 0.0051, row
        assert 0.03 < float(row["scatter_below_50_MeV"]) < 0.0555, row
        if width == 0.0:
            assert abs(constant - (1.07 if half else 1.13)) < 0.0051 and 0.0995 < scatter < 0.125, row
        elif width < 0.11:
            low, high = (1.08, 1.09) if half else (1.13, 1.15)
            assert low - 0.005 < constant < high + 0.005, row
            assert (0.095 < scatter < 0.115) if half else (0.06 < scatter < 0.085), row
