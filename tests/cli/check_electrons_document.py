# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of jobs/electrons.md are what epscan gives.

check_electrons_document.py FOLDER DOCUMENT: FOLDER with inputs/. The first table; all of them with ELECTRONS_DOCUMENT=all.
"""
import os
import re
import sys

from checks import printed, rows
from job_grids import Jobs

jobs = Jobs(sys.argv[1])
MASSES = (0.15, 0.2, 0.225, 0.25, 0.3, 0.35, 0.4)
MOVING = "{of: all-layers, motion: compton-profiles, binding: %s}"
VARIANTS = {"rest": {}, "kinetic": {"electrons": MOVING % "kinetic"}, "none": {"electrons": MOVING % "none"},
            "edges": {"electrons": MOVING % "edges"}, "pairs": {"pairs": "true"}, "radiation": {"radiation": "leading-log"},
            "all": {"electrons": MOVING % "kinetic", "pairs": "true", "radiation": "leading-log"}}


def limits(beam, spin, alpha_D, electrons="all-layers", pairs="false", radiation="none"):
    """(N_ann, epsilon_UP) of each mass."""
    jobs.write_variant("na64-2021", "variant", ("particle: electron", f"particle: {beam}"),
                       (r"(?m)^  electrons: .*", f"  electrons: {electrons}"),
                       (r"(?m)^shower: .*", f"shower: {{model: cascade, effects: {{direct_pairs: {pairs}}}}}"),
                       (r"(?m)^name:", f"annihilation: {{initial_state_radiation: {radiation}}}\nname:"))
    table = rows(printed("limit", jobs.experiment("variant"), f"--spin={spin}", f"--alpha-D={alpha_D}", "--mass-ratio=1/3",
                         "--method=counting", "--quiet", "--mA=" + ",".join(map(repr, MASSES))))
    os.remove(jobs.experiment("variant"))
    return [(float(row["n_annihilation"]), float(row["epsilon_up"])) for row in table]


def check_table(beam, spin, alpha_D, body):
    """mA | N at rest | six ratios to it | epsilon_UP at rest | with all: as they are printed."""
    of = {name: limits(beam, spin, alpha_D, **changes) for name, changes in VARIANTS.items()}
    for i, (line, mass) in enumerate(zip(body.splitlines(), MASSES)):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        n, up = of["rest"][i]
        ratios = [f"{of[name][i][0] / n:.3f}" if n > 1e-5 else "–" for name in list(VARIANTS)[1:]]
        expected = [f"{mass:g}", f"{n:.3g}"] + ratios + [f"{up:.3g}", f"{of['all'][i][1]:.3g}"]
        assert cells == expected, (cells, expected)


with open(sys.argv[2]) as file:
    document = file.read()
tables = re.findall(r"\*\*(\w+)s, (\w+), αD = ([0-9.]+)\*\*\n\n.*\n\|[-|]+\|\n((?:\|.*\n)+)", document)
assert len(tables) == 8, len(tables)
for k, (beam, spin, alpha_D, body) in enumerate(tables):
    if k == 0 or os.environ.get("ELECTRONS_DOCUMENT") == "all":
        check_table(beam.lower(), spin, alpha_D, body)
