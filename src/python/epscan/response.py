# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses: what an experiment is to any spectral density, without its shower."""
from __future__ import annotations

import os
from collections.abc import Callable
from typing import Optional, Union

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import CHANNELS, LIMIT, Points, channel_number, contiguous, numbers, pointer, total_events
from ._errors import BadInput, check, text_of
from ._libepscan import ffi, lib
from ._options import limit_options, method_name
from .results import Limit, limit_of


class _Call:
    """A density that C calls, and what it raised."""

    def __init__(self, density: Callable[[float], float]) -> None:
        self.density, self.error = density, None
        self.handle = ffi.new_handle(self)


@ffi.def_extern(error=float("nan"))
def epscan_python_density(s_GeV2, data):
    """C asks for rho(s); NaN, which ends the fold, where Python raises."""
    call = ffi.from_handle(data)
    if call.error is not None:
        return float("nan")
    try:
        return float(call.density(s_GeV2))
    except BaseException as error:  # to be raised where fold was called
        call.error = error
        return float("nan")


class Response:
    """The events R(s) at epsilon = 1 that an experiment gives for a narrow invisible mediator of mass sqrt(s).

    Every yield is epsilon^2 int ds rho(s) R(s), and limits are those of the experiment's statistics. Experiment.response makes it,
    epscan.open_response reads a file of `epscan response`. To 1e-5. Selections are the pairs of its thresholds [GeV] and shifts.
    """

    def __init__(self, response) -> None:
        self._c = ffi.gc(response, lib.epscan_response_close)

    def __repr__(self) -> str:
        return f"<epscan.Response of {self.experiment}: {len(self.thresholds)} thresholds x {len(self.shifts)} shifts>"

    def _axis(self, function) -> np.ndarray:
        values = ffi.new("double **")
        count = function(self._c, values)
        return np.frombuffer(ffi.buffer(values[0], 8 * count), np.float64).copy()

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        return text_of(lib.epscan_response_experiment(self._c))

    @property
    def mediator(self) -> str:
        """What A' is, of `epscan.mediators()`."""
        return text_of(lib.epscan_response_mediator(self._c))

    @property
    def visible_widths(self) -> bool:
        """Whether its widths to charged leptons and neutrinos are part of Gamma of models."""
        return lib.epscan_response_has_visible_widths(self._c)

    @property
    def thresholds(self) -> np.ndarray:
        """[T], GeV."""
        return self._axis(lib.epscan_response_thresholds)

    @property
    def shifts(self) -> np.ndarray:
        """[D]."""
        return self._axis(lib.epscan_response_shifts)

    @property
    def panel_edges(self) -> np.ndarray:
        """In s [GeV^2]: between two of them R is a polynomial of degree 23 in s."""
        return self._axis(lib.epscan_response_panel_edges)

    @property
    def range(self) -> tuple[float, float]:
        """sqrt(s) from which and up to which there may be events [GeV]."""
        low, high = ffi.new("double *"), ffi.new("double *")
        lib.epscan_response_range(self._c, low, high)
        return low[0], high[0]

    @property
    def channels(self) -> list[str]:
        """Ways of making dark photons that it has."""
        return [name for i, name in enumerate(CHANNELS) if lib.epscan_response_has_channel(self._c, i)]

    def _selections(self):
        """All pairs, and their shape."""
        pairs = [ffi.new("epscan_selection *", [t, d]) for t in self.thresholds for d in self.shifts]
        return pairs, (len(self.thresholds), len(self.shifts))

    def at(self, sqrt_s: ArrayLike, channel: str = "annihilation") -> np.ndarray:
        """R [..., T, D] of a channel at sqrt_s [...] in GeV; 0 out of range, NaN where a published curve ends."""
        masses, which = numbers("sqrt_s", sqrt_s), channel_number(channel)
        pairs, shape = self._selections()
        found, one = np.empty((*masses.shape, len(pairs))), ffi.new("double *")
        for index in np.ndindex(masses.shape):
            for i, pair in enumerate(pairs):
                check(lib.epscan_response_at(self._c, which, pair, masses[index], one))
                found[(*index, i)] = one[0]
        return found.reshape((*masses.shape, *shape))

    def events(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
               threshold: Optional[ArrayLike] = None, shift: Optional[ArrayLike] = None, splitting: ArrayLike = 0.0,
               epsilon: ArrayLike = 1e-4, channel: Optional[str] = None, threads: int = 1) -> np.ndarray:
        """Expected events of models, as Experiment.events, to 1e-5.

        threshold and shift are of the response's; None: its first.
        """
        points = Points(mA, alpha_D, mass_ratio, spin, self.thresholds[0] if threshold is None else threshold,
                        self.shifts[0] if shift is None else shift, splitting, epsilon=epsilon)
        found = np.empty((*points.shape, len(CHANNELS)))
        check(lib.epscan_response_events_many(self._c, points.count, points.c_models, points.c_selections, threads,
                                              pointer("double", found)))
        return total_events(found, channel, points.others["epsilon"])

    def _options(self, method, confidence_level, toys, seed):
        return limit_options(lib.epscan_response_limit_options(self._c), method, confidence_level, toys, seed)

    def limit(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
              threshold: Optional[ArrayLike] = None, shift: ArrayLike = 0.0, splitting: ArrayLike = 0.0,
              method: Optional[str] = None, confidence_level: Optional[float] = None, toys: int = 10000, seed: int = 1,
              threads: int = 1) -> Limit:
        """Upper limits on the mixing, and on y, as Experiment.limit, to 1e-5: some ten microseconds each by counting.

        threshold and shift are of the response's; threshold None: the experiment's own. Methods with an uncertainty of the energy
        scale need a response that has the threshold moved by Experiment.energy_scale either way, too.
        """
        options = self._options(method, confidence_level, toys, seed)
        points = Points(mA, alpha_D, mass_ratio, spin, options.selection.threshold_GeV if threshold is None else threshold, shift,
                        splitting)
        found = np.zeros(points.shape, LIMIT)
        check(lib.epscan_response_limit_many(self._c, points.count, points.c_models, points.c_selections, options, threads,
                                             pointer("epscan_limit", found)))
        return limit_of(found, method_name(options), options.confidence_level)

    def limit_of(self, rho: Union[Callable[[float], float], ArrayLike], *, sqrt_s: Optional[ArrayLike] = None,
                 breaks: ArrayLike = (), threshold: Optional[float] = None, shift: float = 0.0, method: Optional[str] = None,
                 confidence_level: Optional[float] = None, toys: int = 10000, seed: int = 1) -> Limit:
        """Upper limits on the mixing of any spectral density: a function, or tables [..., n], as `fold` takes them.

        Of one selection, options as in `limit`. y_up is NaN: there is no alpha_D.
        """
        options = self._options(method, confidence_level, toys, seed)
        own = options.selection.threshold_GeV if threshold is None else float(numbers("threshold", threshold))
        options.selection = own, float(numbers("shift", shift))
        if callable(rho):
            found = np.zeros((), LIMIT)
            self._call_function(rho, breaks, lib.epscan_response_limit_of_density, options, pointer("epscan_limit", found))
        else:
            masses, tables = self._table(rho, sqrt_s)
            found = np.zeros(tables.shape[:-1], LIMIT)
            limits = pointer("epscan_limit", found)
            for i, table in enumerate(tables.reshape(-1, masses.size)):
                check(lib.epscan_response_limit_of_table(self._c, masses.size, pointer("double", masses),
                                                         pointer("double", contiguous(table)), options, limits + i))
        return limit_of(found, method_name(options), options.confidence_level)

    def fold(self, rho: Union[Callable[[float], float], ArrayLike], *, sqrt_s: Optional[ArrayLike] = None, breaks: ArrayLike = (),
             epsilon: ArrayLike = 1e-4, channel: Optional[str] = None) -> np.ndarray:
        """Expected events of any spectral density, for all selections: epsilon^2 int ds rho(s) R(s), of all channels or of one.

        rho [1/GeV^2] is a function of s [GeV^2], which is called some thousand times; `breaks` are the s of its narrow structures:
        resonances, thresholds, steps. Returns [T, D]. Or it is a table [..., n] at increasing sqrt_s [n] in GeV, within `range`,
        linear in s between and zero outside. Returns [..., T, D].
        """
        if callable(rho):
            found = self._fold_each((), lambda _, pair, out: self._call_function(
                rho, breaks, lib.epscan_response_events_of_density, pair, out))
        else:
            masses, tables = self._table(rho, sqrt_s)
            found = self._fold_each(tables.shape[:-1], lambda index, pair, out: check(lib.epscan_response_events_of_table(
                self._c, masses.size, pointer("double", masses), pointer("double", contiguous(tables[index])), pair, out)))
        return total_events(found, channel, numbers("epsilon", epsilon))

    def _table(self, rho, sqrt_s) -> tuple[np.ndarray, np.ndarray]:
        if sqrt_s is None:
            raise BadInput("sqrt_s: None is not allowed; allowed: the masses [GeV] of the table rho, or rho a function of s")
        masses, tables = contiguous(numbers("sqrt_s", sqrt_s)), numbers("rho", rho)
        if masses.ndim != 1 or tables.ndim == 0 or tables.shape[-1] != masses.size:
            raise BadInput(f"rho: shape {tables.shape} is not allowed with sqrt_s {masses.shape}; allowed: (..., n) with (n,)")
        return masses, tables

    def _fold_each(self, shape: tuple[int, ...], fold) -> np.ndarray:
        """[*shape, T, D, channels]."""
        pairs, selections = self._selections()
        found = np.empty((*shape, len(pairs), len(CHANNELS)))
        for index in np.ndindex(shape):
            for i, pair in enumerate(pairs):
                fold(index, pair, pointer("double", found[(*index, i)]))
        return found.reshape((*shape, *selections, len(CHANNELS)))

    def _call_function(self, rho, breaks, function, *asked) -> None:
        """What C asks of rho for events or a limit."""
        call, places = _Call(rho), contiguous(numbers("breaks", breaks))
        status = function(self._c, lib.epscan_python_density, call.handle, places.size, pointer("double", places), *asked)
        if call.error is not None:
            raise call.error
        check(status)


def response_of(experiment, thresholds: ArrayLike, shifts: ArrayLike) -> Response:
    """Of C's experiment."""
    axes = [np.atleast_1d(contiguous(numbers(name, values))) for name, values in (("thresholds", thresholds), ("shifts", shifts))]
    out = ffi.new("epscan_response **")
    check(lib.epscan_response_of_experiment(experiment, axes[0].size, pointer("double", axes[0]), axes[1].size,
                                            pointer("double", axes[1]), out))
    return Response(out[0])


def open_response(path: Union[str, os.PathLike], *, mediator: Optional[str] = None, visible_widths: bool = False) -> Response:
    """Read a file of `epscan response`, and prove it.

    mediator and visible_widths as of Experiment: one that couples to electrons as that of the file; None: that of the file.
    """
    out = ffi.new("epscan_response **")
    name = ffi.NULL if mediator is None else mediator.encode()
    check(lib.epscan_response_open_for(os.fsencode(path), name, visible_widths, out))
    return Response(out[0])
