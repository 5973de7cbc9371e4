# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid against others of the same job, of which each number differs by 1e-11 of itself, plus 1e-13 events, at most: some hundred
roundings (2e-16) of the sums and products that a compiler orders, or contracts, for the processor."""
import sys

import h5py
import numpy as np

grid, *others = [h5py.File(path) for path in sys.argv[1:]]
worst = 0.0
for other in others:
    assert np.array_equal(grid["status"][()], other["status"][()]), "statuses differ"
    for name, floor in (("n_annihilation", 1e-13), ("n_strahlung", 1e-13), ("epsilon_up", 0.0)):
        a, b = grid[name][()], other[name][()]
        assert np.array_equal(np.isnan(a), np.isnan(b)), name + ": NaN differ"
        off = np.nanmax(np.abs(a - b) / (1e-11 * np.abs(b) + floor))
        worst = max(worst, off)
        assert off <= 1.0, f"{name}: {off} of what is promised"
print(f"worst: {worst:.3g} of the promise")
