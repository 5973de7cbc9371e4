# SPDX-License-Identifier: GPL-3.0-or-later
"""Fig. 2 of an experiment that computes both channels has the columns of epscan efficiency: FIGURE.dat EFFICIENCY.csv."""
import sys

from checks import blocks, numbers

drawn = [block for _, block in blocks(sys.argv[1])]
columns = list(zip(*numbers(sys.argv[2])))
assert len(drawn) == 8 and len(columns) == 9
for i, column in enumerate(columns[1:]):  # annihilation of all masses, then strahlung; drawn mass by mass
    block = drawn[2 * i] if i < 4 else drawn[2 * (i - 4) + 1]
    assert all(abs(y - value) <= 1e-8 for (_, y), value in zip(block, column)), i
