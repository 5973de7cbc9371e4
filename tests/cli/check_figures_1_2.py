# SPDX-License-Identifier: GPL-3.0-or-later
"""Figs. 1 and 2, drawn and printed, are the numbers of epscan spectrum, efficiency and point. In the folder of the test."""
from checks import blocks, near, numbers, read_json, rows


def same(a, b):
    """The same rows, to the digits that both print."""
    return len(a) == len(b) and all(abs(x - y) <= 1e-8 * abs(y) + 1e-300 for r, q in zip(a, b) for x, y in zip(r, q))


def spectra(path):
    masses = {}
    for row in rows(path):
        masses.setdefault(row["mA_GeV"], []).append((float(row["E_GeV"]), float(row["dN_dE_per_GeV"])))
    return list(masses.values())


def printed(path, mass):
    return next(line.split() for line in open(path) if line.startswith(mass))


first = [block for _, block in blocks("outputs/fig1.dat")]
assert len(first) == 8
produced, selected = spectra("produced.csv"), spectra("selected.csv")
for i in range(4):
    assert same(first[2 * i], produced[i]) and same(first[2 * i + 1], selected[i])
efficiency = numbers("efficiency.csv")
second = [block for _, block in blocks("outputs/fig2.dat")]
assert len(second) == 4
for m in range(4):
    assert same(second[m], [(r[0], r[m + 1]) for r in efficiency])
point = read_json("point.json")
line = printed("fig1.txt", "0.225")  # five digits are printed, trapezoids miss 1e-4
assert near(line[1], point["resonance_energy_GeV"], 1e-4) and near(line[3], point["n_annihilation"], 2e-4)
line = printed("fig2.txt", "0.225")
row = rows("systematics.csv")[1]
assert abs(float(line[1]) - point["ecal_efficiency"]) < 1e-4
for word, key in zip(line[2:], ("change_down", "change_up", "mean_change")):
    assert abs(float(word) - float(row[key])) < 1e-4, key
