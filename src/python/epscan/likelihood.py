# SPDX-License-Identifier: GPL-3.0-or-later
"""The likelihood of one model: expected events, log L, gradient, profiles."""
from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Union

import numpy as np
from numpy.typing import ArrayLike

from ._arrays import broadcast, contiguous, numbers, plain, pointer
from ._errors import BadInput, check, text_of
from ._libepscan import ffi, lib

Nuisances = Union[None, ArrayLike, Mapping[str, ArrayLike]]


class Profile(NamedTuple):
    """The largest log L over nuisances: `log_likelihood` [...], at `nuisances` [..., K]."""

    log_likelihood: np.ndarray
    nuisances: np.ndarray


class BestFit(NamedTuple):
    """The largest log L of all: at `epsilon` >= 0 and `nuisances` [K]."""

    epsilon: float
    log_likelihood: float
    nuisances: np.ndarray


def nuisance_names(experiment) -> list[str]:
    """Of C's experiment."""
    name = ffi.new("char[]", 256)
    names = []
    while lib.epscan_experiment_nuisance_name(experiment, len(names), name, 256):
        names.append(text_of(name))
    return names


def nuisance_array(names: list[str], nuisances: Nuisances, shape: tuple[int, ...]) -> np.ndarray:
    """[*shape, K] of what is given: an array [..., K], or a mapping of names whose others are zero."""
    if isinstance(nuisances, Mapping):
        for name in nuisances:
            if name not in names:
                raise BadInput(f'nuisances: "{name}" is not allowed; allowed: {", ".join(names)}')
        columns = [np.broadcast_to(numbers(name, nuisances.get(name, 0.0)), shape) for name in names]
        return contiguous(np.stack(columns, axis=-1)) if columns else np.zeros((*shape, 0))
    array = numbers("nuisances", nuisances)
    if array.ndim == 0 or array.shape[-1] != len(names):
        raise BadInput(f"nuisances: shape {array.shape} is not allowed; allowed: (..., {len(names)}): {', '.join(names)}")
    try:
        return contiguous(np.broadcast_to(array, (*shape, len(names))))
    except ValueError:
        raise BadInput(f"nuisances: shape {array.shape} does not broadcast to {(*shape, len(names))}") from None


class Likelihood:
    """log L of the mixing and of nuisance parameters, for one model in one experiment: Experiment.likelihood makes it.

    Bins are data sets; sources the channels and, last, background; nuisance k multiplies what source c gives in bin i by
    factors[k, i, c] ** theta_k, and is constrained by a unit normal. log L is zero for a perfect fit.
    """

    def __init__(self, experiment, likelihood) -> None:
        self._experiment = experiment  # which the likelihood borrows
        self._c = ffi.gc(likelihood, lib.epscan_likelihood_free)
        c = experiment._c
        self.bins = [text_of(lib.epscan_experiment_bin_name(c, i)) for i in range(lib.epscan_experiment_bins(c))]
        self.sources = [text_of(lib.epscan_experiment_source_name(c, i)) for i in range(lib.epscan_experiment_sources(c))]
        self.nuisances = nuisance_names(c)
        self.observed = np.array([lib.epscan_experiment_bin_observed(c, i) for i in range(len(self.bins))])

    @property
    def factors(self) -> np.ndarray:
        """kappa [nuisances, bins, sources]; 1 where a nuisance has no part."""
        shape = (len(self.nuisances), len(self.bins), len(self.sources))
        return np.array([lib.epscan_likelihood_factor(self._c, *index) for index in np.ndindex(shape)]).reshape(shape)

    def _arguments(self, epsilon: ArrayLike, nuisances: Nuisances):
        """epsilon [...] and theta [..., K], broadcast."""
        given = {} if nuisances is None else nuisances
        shape = broadcast(epsilon=epsilon)[1]
        if isinstance(given, Mapping):
            shape = np.broadcast_shapes(shape, *(np.shape(value) for value in given.values()))
        else:
            shape = np.broadcast_shapes(shape, np.shape(given)[:-1])
        return np.broadcast_to(numbers("epsilon", epsilon), shape), nuisance_array(self.nuisances, given, shape)

    def expected(self, epsilon: ArrayLike, nuisances: Nuisances = None) -> np.ndarray:
        """Expected events [..., bins, sources] at mixings [...]; nuisances [..., K], or by name; None: zeros."""
        epsilon, theta = self._arguments(epsilon, nuisances)
        events = np.empty((*epsilon.shape, len(self.bins), len(self.sources)))
        for index in np.ndindex(epsilon.shape):
            check(lib.epscan_likelihood_expected(self._c, epsilon[index], pointer("double", contiguous(theta[index])),
                                                 pointer("double", events[index])))
        return events

    def log(self, epsilon: ArrayLike, nuisances: Nuisances = None) -> np.ndarray:
        """log L [...] at mixings [...] and nuisances [..., K]; None: zeros, not profiled."""
        return self.value_and_gradient(epsilon, nuisances)[0]

    def value_and_gradient(self, epsilon: ArrayLike, nuisances: Nuisances = None) -> tuple[np.ndarray, np.ndarray]:
        """log L [...] and its derivatives [..., 1 + K], by epsilon and then by each nuisance."""
        epsilon, theta = self._arguments(epsilon, nuisances)
        values, gradients = np.empty(epsilon.shape), np.empty((*epsilon.shape, 1 + len(self.nuisances)))
        value = ffi.new("double *")
        for index in np.ndindex(epsilon.shape):
            check(lib.epscan_likelihood_log(self._c, epsilon[index], pointer("double", contiguous(theta[index])), value,
                                            pointer("double", gradients[index])))
            values[index] = value[0]
        return plain(values), gradients

    def constraint(self, nuisances: Nuisances) -> np.ndarray:
        """The constraints' part of log L [...]: -1/2 sum theta^2 of nuisances [..., K]."""
        _, theta = self._arguments(0.0, nuisances)
        values = np.empty(theta.shape[:-1])
        for index in np.ndindex(values.shape):
            values[index] = lib.epscan_likelihood_constraint(self._c, pointer("double", contiguous(theta[index])))
        return plain(values)

    def profile(self, epsilon: ArrayLike) -> Profile:
        """log L with the best nuisances at mixings [...], and these."""
        epsilon = numbers("epsilon", epsilon)
        values, theta = np.empty(epsilon.shape), np.empty((*epsilon.shape, len(self.nuisances)))
        value = ffi.new("double *")
        for index in np.ndindex(epsilon.shape):
            check(lib.epscan_likelihood_profile(self._c, epsilon[index], value, pointer("double", theta[index])))
            values[index] = value[0]
        return Profile(plain(values), theta)

    def best(self) -> BestFit:
        """The best mixing and nuisances."""
        epsilon, value, theta = ffi.new("double *"), ffi.new("double *"), np.empty(len(self.nuisances))
        check(lib.epscan_likelihood_best(self._c, epsilon, value, pointer("double", theta)))
        return BestFit(epsilon[0], value[0], theta)
