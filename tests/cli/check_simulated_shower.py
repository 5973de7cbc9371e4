# SPDX-License-Identifier: GPL-3.0-or-later
"""Yields with a simulated shower are the cascade's, within what its 1e5 showers are good for. check_simulated_shower.py GRID EXPERIMENT"""
import sys

import h5py

from checks import answer, near, options

with h5py.File(sys.argv[1]) as grid:
    for mass, events in zip(grid["mA"][()], grid["n_annihilation"][()].ravel()):
        point = answer("point", sys.argv[2], *options("fermion", mass, 0.1, 1 / 3))
        # 3 % of T at 60 GeV in a bin, and a resonance spans some bins
        assert near(events, point["n_annihilation"], 0.1), (mass, events, point["n_annihilation"])
