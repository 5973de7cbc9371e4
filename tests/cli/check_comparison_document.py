# SPDX-License-Identifier: GPL-3.0-or-later
"""What jobs/comparison.md says of the preshower's cut and of the positrons' line is what epscan gives.

check_comparison_document.py FOLDER DOCUMENT: FOLDER with inputs/
"""
import re
import sys

from checks import near, printed, rows

inputs = f"{sys.argv[1]}/inputs"
text = open(sys.argv[2]).read()
FERMION = ("--spin=fermion", "--alpha-D=0.1", "--mass-ratio=1/3")
FOUR_DIGITS, THREE_DECIMALS = 6e-4, 6e-4  # half a unit of the last, at worst
SHOWERS = 100000  # a fifth of the document's: a second


def table_of(heading):
    section = text.split(heading)[1].split("\n## ")[0]
    return [[cell.strip() for cell in row.strip("|\n").split("|")]
            for row in re.search(r"\|(?:---\|)+\n((?:\|.*\|\n)+)", section)[1].splitlines()]


def check_preshower():
    """Other showers than the document's, so that both spreads count, at 4 sigma: sqrt(p (1 - p)/n) of n effective events here,
    because so few fail that their own spread says little."""
    said = {float(cut): [float(word) / 100 for word in share.rstrip(" %").split("±")] for cut, share in table_of("## The preshower")}
    cuts = ",".join(map(str, said))
    for row in rows(printed("efficiency", f"{inputs}/experiments/na64-2021.yaml", *FERMION, "--mA=0.225", "--preshower", "--seed=2",
                            f"--showers={SHOWERS}", f"--preshower-cut={cuts}")):
        share, error = said[float(row["preshower_cut_GeV"])]
        here = (share * (1 - share) / float(row["effective_events"])) ** 0.5
        assert abs(float(row["efficiency"]) - share) < 4 * (here**2 + error**2) ** 0.5, (row, share)
    share, error = said[0.5]
    assert abs(share - 0.997) < 3 * error + 0.0005  # the paper's three digits
    assert f"| {100 * share:.2f} ± {100 * error:.2f} %, for a cut of 0.5 GeV" in text


def limits(experiment, spin, masses):
    return [float(row["epsilon_up"]) for row in rows(printed(
        "limit", f"{inputs}/experiments/{experiment}.yaml", f"--spin={spin}", *FERMION[1:], "--method=counting", "--quiet",
        "--mA=" + ",".join(map(repr, masses))))]


def exposure(experiment):
    with open(f"{inputs}/experiments/{experiment}.yaml") as file:
        return sum(float(n) * float(share) for n, share in
                   re.findall(r"particles_on_target: *([^,]+), *efficiency: *([^,]+),", file.read()))


def check_positrons():
    table = [[float(cell) for cell in row] for row in table_of("## The positrons")]
    masses = [row[0] for row in table]
    with open(f"{inputs}/limits/na64-positron-2022.csv") as file:
        published = {float(r["mA_GeV"]): float(r["epsilon_up"]) for r in rows("".join(l for l in file if l[0] != "#"))}
    root = (exposure("na64-positron-2022") / exposure("na64-2021-positron-beam")) ** 0.5
    assert f"times {root:.4f}" in text
    here = [limits("na64-2021-positron-beam", spin, masses) for spin in ("fermion", "scalar")] + [
        limits("na64-2021", "fermion", masses)]
    for row, fermion, scalar, electrons in zip(table, *here):
        run = root * published[row[0]]
        for said, found in zip((row[1], row[2], row[3], row[6]), (run, fermion, scalar, electrons)):
            assert near(said, found, FOUR_DIGITS), (row, found)
        assert abs(row[4] - fermion / run) < THREE_DECIMALS and abs(row[5] - scalar / run) < THREE_DECIMALS, row
        assert abs(row[7] - electrons / fermion) < 0.006, row
    plateau = {row[0]: row[4] for row in table if row[0] < 0.285}
    assert plateau.pop(0.2178) == 0.84 and all(0.945 < ratio < 1.025 for ratio in plateau.values())
    assert max(row[5] for row in table) < 1.885


check_preshower()
check_positrons()
