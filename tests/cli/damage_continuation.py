# SPDX-License-Identifier: GPL-3.0-or-later
"""damage_continuation.py FILE.h5: one tally of what `epscan simulate --append` goes on from is one more."""
import sys

import h5py

with h5py.File(sys.argv[1], "r+") as file:
    state = file["continuation/state"]
    state[len(state) // 2] += 1
