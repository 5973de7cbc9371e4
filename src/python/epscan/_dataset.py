# SPDX-License-Identifier: GPL-3.0-or-later
"""A grid as an xarray.Dataset. Files are read by libepscan alone: HDF5 does not like two readers of one file in a process."""
from __future__ import annotations

import numpy as np
import xarray
from xarray.backends import BackendArray
from xarray.core import indexing

from ._errors import text_of
from ._libepscan import lib
from .results import STATUS_NAMES

LONG_NAMES = {"spin": "spin of chi", "mA": "mass of the dark photon", "alpha_D": "dark coupling", "mass_ratio": "m_chi/m_A'",
              "mass_splitting": "(m_2 - m_1)/m_1", "model_table": "table of the spectral density",
              "ecal_threshold": "threshold of the ECAL",
              "energy_scale_shift": "relative shift of the ECAL's energy scale"}


class _Variable(BackendArray):
    """One variable, read box by box."""

    def __init__(self, grid, name: str, shape: tuple[int, ...]) -> None:
        self.grid, self.name, self.shape, self.dtype = grid, name, shape, np.dtype(np.float64)

    def __getitem__(self, key):
        return indexing.explicit_indexing_adapter(key, self.shape, indexing.IndexingSupport.BASIC, self._read)

    def _read(self, key) -> np.ndarray:
        """Of whole numbers and slices: the box around them, then what is asked for of it."""
        start, extent, inside = [], [], []
        for part, count in zip(key, self.shape):
            chosen = range(count)[part] if isinstance(part, slice) else [range(count)[part]]
            if not chosen:
                return np.empty([len(range(n)[p]) for p, n in zip(key, self.shape) if isinstance(p, slice)])
            low = min(chosen[0], chosen[-1])
            start.append(low)
            extent.append(max(chosen[0], chosen[-1]) - low + 1)
            inside.append([index - low for index in chosen] if isinstance(part, slice) else 0)
        box = self.grid.read(self.name, start, extent)
        for axis in reversed(range(len(inside))):
            box = np.take(box, inside[axis], axis)
        return box


def _array(grid, name: str, dims: list[str], attributes: dict[str, object]):
    shape = tuple(len(grid.axes[dim]) for dim in dims)
    return xarray.Variable(dims, indexing.LazilyIndexedArray(_Variable(grid, name, shape)), attributes)


def dataset(grid) -> xarray.Dataset:
    """Dimensions, names and units as in the file."""
    axes = grid.axes
    dims = list(axes)
    units = {text_of(lib.epscan_axis_name(axis)): text_of(lib.epscan_axis_unit(axis)) for axis in range(lib.EPSCAN_AXIS_COUNT)}
    coordinates = {name: (name, values, {"long_name": LONG_NAMES.get(name, name), "units": units[name]})
                   for name, values in axes.items()}
    channels = range(lib.epscan_channel_count())
    variables = {f"n_{text_of(lib.epscan_channel_name(c))}":
                 {"long_name": f"events of {text_of(lib.epscan_channel_long_name(c))} at epsilon = 1e-4", "units": "1"}
                 for c in channels}
    variables["epsilon_up"] = {"long_name": f"upper limit on epsilon at {grid.confidence_level:g} C.L.", "units": "1",
                               "limit_method": grid.method}
    data = {name: _array(grid, name, dims, attributes) for name, attributes in variables.items()}
    data["status"] = _array(grid, "status", dims[:-2], {"long_name": "status of the point",
                                                        "flag_values": np.arange(len(STATUS_NAMES)),
                                                        "flag_meanings": " ".join(STATUS_NAMES)})
    return xarray.Dataset(data, coordinates, {"title": grid.title, "experiment": grid.experiment,
                                              "complete": int(grid.is_complete)})
