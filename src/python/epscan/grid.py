# SPDX-License-Identifier: GPL-3.0-or-later
"""Grid files: their numbers at and between their points."""
from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional, Union

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import CHANNELS, GRID_POINT, SPINS, Points, contiguous, name_numbers, plain, pointer
from ._errors import BadInput, check, text_of
from ._libepscan import ffi, lib
from .results import STATUS_NAMES

AXES = [text_of(lib.epscan_axis_name(axis)) for axis in range(lib.EPSCAN_AXIS_COUNT)]


@dataclass(frozen=True)
class GridPoint:
    """What a grid has at models and selections: arrays of their shape; NaN where it has nothing, and why is `status`."""

    epsilon_up: np.ndarray
    """The limit on the mixing, by the grid's method; +infinity where nothing is expected."""
    epsilon_error: np.ndarray
    """Its numerical error, absolute."""
    y_up: np.ndarray
    """alpha_D epsilon_up^2 mass_ratio^4; NaN of tables."""
    y_error: np.ndarray
    events: dict[str, np.ndarray]
    """By channel, at epsilon = 1e-4."""
    events_error: dict[str, np.ndarray]
    status: np.ndarray
    """Names: "ok", "outside_grid", "not_run", "failed", "strahlung_out_of_range", "visible_width", "no_signal", "no_limit",
    "two_limits"."""


class Grid:
    """A grid file, opened with the experiment that it carries: epscan.open_grid makes it.

    Between its points nothing is interpolated but computed again, 5 us a point, and nothing is extrapolated.
    """

    def __init__(self, path: Union[str, os.PathLike]) -> None:
        out = ffi.new("epscan_grid **")
        check(lib.epscan_grid_open(os.fsencode(path), out))
        self._c = ffi.gc(out[0], lib.epscan_grid_close)
        self.path = os.fspath(path)

    def __repr__(self) -> str:
        shape = " x ".join(str(len(values)) for values in self.axes.values())
        return f"<epscan.Grid {self.title!r} of {self.experiment}: {shape}>"

    @property
    def title(self) -> str:
        return text_of(lib.epscan_grid_title(self._c))

    @property
    def mediator(self) -> str:
        """What A' is, of `epscan.mediators()`."""
        return text_of(lib.epscan_grid_mediator(self._c))

    @property
    def visible_widths(self) -> bool:
        """Whether its widths to charged leptons and neutrinos are part of Gamma."""
        return lib.epscan_grid_has_visible_widths(self._c)

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        return text_of(lib.epscan_grid_experiment(self._c))

    @property
    def is_complete(self) -> bool:
        """Whether every point was computed."""
        return bool(lib.epscan_grid_is_complete(self._c))

    @property
    def method(self) -> str:
        """What epsilon_up is by."""
        return text_of(lib.epscan_limit_method_name(lib.epscan_grid_limit_method(self._c)))

    @property
    def confidence_level(self) -> float:
        return lib.epscan_grid_confidence_level(self._c)

    @property
    def axes(self) -> dict[str, np.ndarray]:
        """The values of each axis, in the order of the file's dimensions; of spins and tables their names."""
        found = {}
        for axis, name in enumerate(AXES):
            if not lib.epscan_grid_has_dimension(self._c, axis):
                continue
            values = ffi.new("double **")
            count = lib.epscan_grid_axis(self._c, axis, values)
            found[name] = np.frombuffer(ffi.buffer(values[0], 8 * count), np.float64).copy()
        if "spin" in found:
            found["spin"] = np.array(list(SPINS))[found["spin"].astype(int)]
        if "model_table" in found:
            tables = found["model_table"].astype(int)
            found["model_table"] = np.array([text_of(lib.epscan_grid_table_name(self._c, int(table))) for table in tables])
        return found

    def _models(self, mA, alpha_D, mass_ratio, spin, splitting, table) -> dict:
        """Those of this grid, of models or of tables, as arguments of Points."""
        axes, given = self.axes, {"mA": mA, "alpha_D": alpha_D, "mass_ratio": mass_ratio}
        if "model_table" not in axes:
            for name, value in {**given, "table": table}.items():
                if (value is None) != (name == "table"):
                    raise BadInput(f"{name}: {value!r:.60} is not allowed; allowed: mA, alpha_D and mass_ratio of a grid of models")
            return {**given, "spin": spin, "splitting": splitting}
        if table is None or any(value is not None for value in given.values()):
            raise BadInput("table: the names of tables, and no mA, alpha_D, mass_ratio, are allowed of a grid of tables")
        names = {str(name): i + 1 for i, name in enumerate(axes["model_table"])}
        return {**dict.fromkeys(given, 0.0), "spin": "fermion", "table": name_numbers("table", table, names)}

    def at(self, mA: Optional[ArrayLike] = None, alpha_D: Optional[ArrayLike] = None, mass_ratio: Optional[ArrayLike] = None,
           spin: ArrayLike = "fermion", *, table: Optional[ArrayLike] = None, threshold: Optional[ArrayLike] = None,
           shift: Optional[ArrayLike] = None, splitting: ArrayLike = 0.0, threads: int = 1) -> GridPoint:
        """The grid's numbers at any models and selections within its axes; all arguments broadcast.

        Of a grid of tables, `table`, names as axes["model_table"] has them, stands in the place of mA, alpha_D and mass_ratio. mA and
        threshold in GeV. threshold, shift None: the experiment's own and 0 if the grid has them, else the first of its axis.
        """
        own = lib.epscan_grid_default_selection(self._c)
        points = Points(**self._models(mA, alpha_D, mass_ratio, spin, splitting, table),
                        threshold=own.threshold_GeV if threshold is None else threshold,
                        shift=own.energy_scale_shift if shift is None else shift)
        found = np.zeros(points.shape, GRID_POINT)
        check(lib.epscan_grid_at_many(self._c, points.count, points.c_models, points.c_selections, threads,
                                      pointer("epscan_grid_point", found)))
        events, errors = ({name: plain(contiguous(found[kind][..., i])) for i, name in enumerate(CHANNELS)}
                          for kind in ("events", "events_error"))
        names = ("epsilon_up", "epsilon_error", "y_up", "y_error")
        return GridPoint(**{name: plain(contiguous(found[name])) for name in names}, events=events, events_error=errors,
                         status=plain(STATUS_NAMES[found["status"]]))

    def read(self, variable: str, start: Sequence[int], extent: Sequence[int]) -> np.ndarray:
        """What the file holds in a box of its axes: "epsilon_up", "n_annihilation", "n_strahlung"; or "status", as numbers, of the
        axes of models alone, all but the last two. Tiles are compared with the checksums that were written with them.
        """
        dims = list(self.axes)
        given = [dict(zip(dims, [*box, *[fill] * (len(dims) - len(box))])) for box, fill in ((start, 0), (extent, 1))]
        of_all = [[box.get(name, fill) for name in AXES] for box, fill in zip(given, (0, 1))]  # also what is no dimension
        shape = list(given[1].values())
        values = np.empty(shape[:-2] if variable == "status" else shape)
        check(lib.epscan_grid_read(self._c, variable.encode(), *of_all, pointer("double", values)))
        return values

    def to_xarray(self):
        """All that the file holds as an xarray.Dataset with units and names; numbers are read when they are used."""
        from ._dataset import dataset

        return dataset(self)


def open_grid(path: Union[str, os.PathLike]) -> Grid:
    """Open a grid file, and compare some of its numbers with what they are computed to be; a fifth of a second."""
    return Grid(path)
