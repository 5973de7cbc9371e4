# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of jobs/published.md are what epscan gives beside the published limits, and its text what the tables say.

check_published_document.py FOLDER DOCUMENT: FOLDER with inputs/
"""
import re
import sys

from checks import near, printed, rows

inputs = f"{sys.argv[1]}/inputs"
text = open(sys.argv[2]).read()
EXPERIMENTS = ("na64-2022", "na64-positron-2022", "na64-1e13", "lohengrin")
EACH = 3  # rows that are computed again: every so many
FOUR_DIGITS, THREE_DECIMALS = 6e-4, 6e-4  # half a unit of the last, at worst

tables = [[[float(word) for word in row.strip("| \n").split("|")] for row in body.splitlines()]
          for body in re.findall(r"^\|(?:---\|)+\n((?:\|.*\|\n)+)", text, re.M)]
assert len(tables) == len(EXPERIMENTS)


def published(name):
    with open(f"{inputs}/limits/{name}.csv") as file:
        return {float(row["mA_GeV"]): float(row["epsilon_up"]) for row in rows("".join(l for l in file if l[0] != "#"))}


def computed(name, spin, masses):
    return rows(printed("limit", f"{inputs}/experiments/{name}.yaml", f"--spin={spin}", "--alpha-D=0.1", "--mass-ratio=1/3",
                        "--method=counting", "--quiet", "--mA=" + ",".join(map(repr, masses))))


def check(name, table):
    limits = published(name)
    for m, up, fermion, scalar, ratio_fermion, ratio_scalar, _ in table:
        assert near(up, limits[m], 6e-3), (name, m)  # three digits
        assert abs(ratio_fermion - fermion / limits[m]) < 1.5e-3 and abs(ratio_scalar - scalar / limits[m]) < 1.5e-3, (name, m)
    some = table[::EACH]
    for column, spin in ((2, "fermion"), (3, "scalar")):
        for row, here in zip(some, computed(name, spin, [row[0] for row in some])):
            assert near(row[column], here["epsilon_up"], FOUR_DIGITS), (name, spin, row, here)
            assert column == 3 or abs(row[6] - float(here["n_annihilation"]) / float(here["n_strahlung"])) <= 6e-3 * row[6], (row, here)


def spread(table, low, high, column=4):
    ratios = [row[column] for row in table if low <= row[0] <= high]
    return min(ratios), max(ratios)


def within(table, low, high, least, most, column=4):
    found = spread(table, low, high, column)
    assert least <= found[0] and found[1] <= most, (low, high, found)


for experiment, of in zip(EXPERIMENTS, tables):
    check(experiment, of)
electrons, positrons, projection, lohengrin = tables
within(electrons, 0.003, 0.17, 0.99, 1.08)
within(electrons, 0.44, 1.0, 0.94, 0.96)
within(electrons, 0.21, 0.25, 0.83, 1.0)
within(electrons, 0.27, 0.34, 0.72, 1.0)
within(positrons, 0.003, 0.17, 0.92, 1.07)
within(positrons, 0.223, 0.295, 0.90, 1.06)
within(positrons, 0.323, 0.4, 0.37, 0.46)
assert spread(positrons, 0.17, 0.2, column=5)[1] > 1.4  # scalars
within(projection, 0.003, 0.17, 0.98, 1.06)
within(projection, 0.44, 2.0, 0.87, 0.95)
within(lohengrin, 0.003, 0.3, 0.13, 0.47)
