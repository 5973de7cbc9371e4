# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of jobs/mediators.md are those of epscan, to the digits that stand there, and DMG4's near: check_couplings.py SOURCE"""
import re
import sys

from checks import printed, rows

source = sys.argv[1]
text = open(f"{source}/jobs/mediators.md").read()
cells = [[float(cell) for cell in line.strip("| ").split("|")] for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
ratios, limits = [line for line in cells if len(line) == 7], [line for line in cells if len(line) == 5]
assert len(ratios) == 5 and len(limits) == 4, cells
MEDIATORS = ("kinetic-mixing", "axial", "scalar", "pseudoscalar")


def masses(table):
    return ",".join(str(line[0] / 1000) for line in table)


def sections(mediator):
    return [float(row["sigma_pb"]) for row in rows(printed(
        "cross-section", f"{source}/inputs/materials/lead.yaml", "--channel", "strahlung", "--energy", "100", "--mA", masses(ratios),
        "--mediator", mediator))]


vector = sections("kinetic-mixing")
for i, mediator in enumerate(MEDIATORS[1:]):
    for line, of_vector, section in zip(ratios, vector, sections(mediator)):
        ours, published = line[1 + 2 * i], line[2 + 2 * i]
        assert abs(section / of_vector - ours) < 6e-5, (mediator, line)  # the last digit
        assert abs(ours / published - 1) < 0.01, (mediator, line)  # its elastic form factor is another
for i, mediator in enumerate(MEDIATORS):
    spin = f"yukawa-{mediator}" if "scalar" in mediator else "fermion"
    found = rows(printed("limit", f"{source}/inputs/experiments/na64-2022.yaml", "--spin", spin, "--mA", masses(limits), "--alpha-D", "0.1",
                         "--mass-ratio", "1/3", "--mediator", mediator, "--method", "counting", "--quiet"))
    for line, row in zip(limits, found):
        assert abs(float(row["epsilon_up"]) / line[1 + i] - 1) < 6e-4, (mediator, line, row)
