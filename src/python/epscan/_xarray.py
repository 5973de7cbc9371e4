# SPDX-License-Identifier: GPL-3.0-or-later
"""xarray.open_dataset(GRID, engine="epscan"): grids of every storage, factored ones too, which other engines cannot expand."""
from __future__ import annotations

import os

from xarray.backends import BackendEntrypoint

from ._dataset import dataset
from .grid import open_grid


class GridBackend(BackendEntrypoint):
    """What the entry point of the package names."""

    description = "grids of epscan, proven when they are opened, read slice by slice"
    open_dataset_parameters = ("filename_or_obj", "drop_variables")

    def open_dataset(self, filename_or_obj, *, drop_variables=None):
        """All that epscan.open_grid has, without some variables; numbers are read, and expanded, when they are used."""
        data = dataset(open_grid(os.fspath(filename_or_obj)))
        if drop_variables is None:
            return data
        names = [drop_variables] if isinstance(drop_variables, str) else drop_variables
        return data.drop_vars(names, errors="ignore")

    def guess_can_open(self, filename_or_obj):
        """Only when asked for by name: netCDF's engines read plain grids without opening their experiments."""
        return False
