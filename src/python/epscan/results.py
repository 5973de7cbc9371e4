# SPDX-License-Identifier: GPL-3.0-or-later
"""What functions return that is more than one array: limits, spectra."""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import contiguous, plain
from ._errors import text_of
from ._libepscan import lib

STATUS_NAMES = np.array([text_of(lib.epscan_point_status_name(status)) for status in range(lib.EPSCAN_POINT_STATUSES)])


@dataclass(frozen=True)
class Limit:
    """Upper limits: arrays of the arguments' shape, NaN where none is found, with the status of each."""

    epsilon_up: np.ndarray
    """The mixing; +infinity where no event is expected at any."""
    epsilon_error: np.ndarray
    """Its statistical error, of pseudo-experiments; else 0."""
    expected: np.ndarray
    """[..., 5]: epsilon that is expected to be excluded at -2, -1, 0, 1, 2 sigma of the background; NaN by methods without."""
    y_up: np.ndarray
    """alpha_D epsilon_up^2 mass_ratio^4."""
    events_up: np.ndarray
    """The limit as a number of signal events, all data sets together at nominal efficiency."""
    annihilation_events: np.ndarray
    """Expected at epsilon = 1e-4."""
    strahlung_events: np.ndarray
    """The same; NaN where the published limit ends."""
    status: np.ndarray
    """Names: "ok", "strahlung_out_of_range", "visible_width", "no_signal", "no_limit", "two_limits",
    "failed"."""
    method: str
    confidence_level: float


def limit_of(found: np.ndarray, method: str, confidence_level: float) -> Limit:
    """A Limit from C's structs."""
    names = ("epsilon_up", "epsilon_error", "y_up", "events_up", "annihilation_events", "strahlung_events")
    return Limit(**{name: plain(contiguous(found[name])) for name in names},
                 expected=contiguous(found["epsilon_expected"]), status=plain(STATUS_NAMES[found["status"]]),
                 method=method, confidence_level=confidence_level)


@dataclass(frozen=True)
class Spectrum:
    """dN/dE of one model's dark photons at epsilon = 1e-4, as a table whose trapezoids add up to its events to 1e-4."""

    energy: np.ndarray
    """[n], GeV, increasing; close where the spectrum bends."""
    density: np.ndarray
    """[n], events per GeV."""
    undegraded_events: float
    """A point mass at the last energy, not in the table: of positron beams."""

    @property
    def events(self) -> float:
        """All of it: trapezoids, and the point mass."""
        mean = 0.5 * (self.density[1:] + self.density[:-1])
        return float(np.sum(np.diff(self.energy) * mean) + self.undegraded_events)

    def at(self, energy: ArrayLike) -> np.ndarray:
        """dN/dE [1/GeV] between the table's energies [GeV]; 0 outside."""
        return np.interp(energy, self.energy, self.density, left=0.0, right=0.0)
