# SPDX-License-Identifier: GPL-3.0-or-later
"""An experiment: its yields, limits, likelihoods, spectra, and variants of it."""
from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

import numpy as np
from numpy.typing import ArrayLike

from . import model as _model
from ._arrays import CHANNELS, LIMIT, Points, channel_number, contiguous, numbers, plain, pointer, total_events
from ._data import experiment_folder, experiment_path
from ._errors import BadInput, check, text_of
from ._libepscan import ffi, lib
from ._options import METHODS, limit_options, method_name
from ._variants import changed
from .likelihood import Likelihood, Nuisances, nuisance_array, nuisance_names
from .response import Response, response_of
from .results import Limit, Spectrum, limit_of


class Experiment:
    """An experiment with its shower solved: by the name of an installed one (`epscan.experiments()`), by path, or from text.

    mediator: what A' is, of `epscan.mediators()`; epsilon is its coupling to electrons over e. visible_widths: its widths to charged
    leptons, hadrons and neutrinos are part of Gamma, and neutrinos are signal; yields are then those at epsilon = 1e-4, limits roots of
    N(epsilon) = N_up with the status "no_limit" or "two_limits" where there is none or another above.

    Everywhere, models are given by

    - mA: mass of the dark photon [GeV],
    - alpha_D: dark coupling,
    - mass_ratio: m_chi/mA, 0 to 1/2,
    - spin: what chi is, "fermion" (Dirac), "scalar" (complex), "majorana", "pseudo-dirac", "axial-fermion",
      or of scalar and pseudoscalar mediators "yukawa-scalar" and "yukawa-pseudoscalar",
    - splitting: of pseudo-Dirac chi (m_2 - m_1)/m_1, whose mass_ratio is m_1/mA; 0 of others,

    and selections by

    - threshold: the ECAL must read less [GeV]; None: the experiment's own,
    - shift: relative shift of the ECAL's energy scale, -0.5 to 0.5.

    All of them are numbers or arrays of any shapes that broadcast against each other, and so are mixings and energies; results
    have the broadcast shape. Two ways lead to yields, `by`: "quadrature", without a mesh, as `epscan point` and `epscan limit` do,
    in milliseconds each; and "moments", those of scans, which agree to 1e-9 in some microseconds each, after a few milliseconds
    for new extremes of threshold and shift. `threads` share the work of a call. Other threads of Python run meanwhile; an
    Experiment may be used by many.

    What is not allowed raises BadInput, a ValueError, with one line that names it, "index 17: ..." in arrays (counted as in
    ravel()).
    """

    def __init__(self, source: Union[str, os.PathLike], *, mediator: str = "kinetic-mixing",
                 visible_widths: bool = False) -> None:
        self._mediation = mediator, bool(visible_widths)
        if isinstance(source, str) and "\n" in source:
            self._open_text(source, os.path.join(experiment_folder(), "text.yaml"))
        else:
            self._path = experiment_path(os.fspath(source))
            self._own(lambda *of: lib.epscan_experiment_open_for(os.fsencode(self._path), *of))

    @classmethod
    def from_text(cls, text: str, path: Union[str, os.PathLike, None] = None, *, mediator: str = "kinetic-mixing",
                  visible_widths: bool = False) -> Experiment:
        """Of the text of an experiment file, as if it stood at `path`: files that it names are beside it.

        path None: among the installed experiments, so that their materials and limits are found. `Experiment(text)` is the same.
        """
        made = cls.__new__(cls)
        made._mediation = mediator, bool(visible_widths)
        made._open_text(text, os.fspath(path) if path is not None else os.path.join(experiment_folder(), "text.yaml"))
        return made

    def _open_text(self, text: str, path: str) -> None:
        data = text.encode()
        self._path = path
        self._own(lambda *of: lib.epscan_experiment_parse_for(os.fsencode(path), data, len(data), *of))

    def _own(self, create) -> None:
        out = ffi.new("epscan_experiment **")
        mediator, visible_widths = self._mediation
        check(create(mediator.encode(), visible_widths, out))
        self._c = ffi.gc(out[0], lib.epscan_experiment_close)
        self._plans: dict = {}

    def __repr__(self) -> str:
        return f"<epscan.Experiment {self.name!r}, {self.beam_energy:g} GeV, threshold {self.threshold:g} GeV>"

    # ---- what it is

    @property
    def name(self) -> str:
        """As its file says."""
        return text_of(lib.epscan_experiment_name(self._c))

    @property
    def text(self) -> str:
        """Its file."""
        return text_of(lib.epscan_experiment_text(self._c))

    @property
    def path(self) -> str:
        """Where its file is, or stands as text."""
        return self._path

    @property
    def mediator(self) -> str:
        """What A' is, of `epscan.mediators()`."""
        return text_of(lib.epscan_experiment_mediator(self._c))

    @property
    def visible_widths(self) -> bool:
        """Whether its widths to charged leptons and neutrinos are part of Gamma."""
        return lib.epscan_experiment_has_visible_widths(self._c)

    @property
    def beam_energy(self) -> float:
        """Of the beam [GeV]."""
        return lib.epscan_experiment_beam_energy_GeV(self._c)

    @property
    def threshold(self) -> float:
        """Its own ECAL threshold [GeV]."""
        return lib.epscan_experiment_ecal_threshold_GeV(self._c)

    @property
    def minimum_energy(self) -> float:
        """Positrons below never count [GeV]."""
        return lib.epscan_experiment_minimum_energy_GeV(self._c)

    @property
    def exposure(self) -> float:
        """Particles on target times efficiency, all data sets."""
        return lib.epscan_experiment_exposure(self._c)

    @property
    def energy_scale(self) -> float:
        """By how much its uncertainties move thresholds either way [GeV]; 0: not."""
        return lib.epscan_experiment_energy_scale_GeV(self._c)

    @property
    def channels(self) -> list[str]:
        """Ways of making dark photons that it has, of "annihilation" and "strahlung"."""
        return [name for i, name in enumerate(CHANNELS) if lib.epscan_experiment_has_channel(self._c, i)]

    @property
    def nuisances(self) -> list[str]:
        """Names of the likelihood's nuisance parameters, in their order."""
        return nuisance_names(self._c)

    @property
    def method(self) -> str:
        """The method of its limits."""
        return method_name(lib.epscan_limit_options_of(self._c))

    def with_(self, changes: Optional[Mapping[str, Any]] = None, /, **named: Any) -> Experiment:
        """The same experiment with other values, a new one; needs PyYAML.

        named: threshold, minimum_energy, beam_energy, energy_scale [GeV], method, confidence_level, shower, stochastic [sqrt(GeV)]
        and constant of the ECAL's resolution; and of the data sets, one value or one for each: particles_on_target, efficiency,
        observed, background. Anything else by its path in the file: with_({"target.electrons": "all-layers"}).
        """
        mediator, visible_widths = self._mediation
        return Experiment.from_text(changed(self.text, changes or {}, named), self._path, mediator=mediator,
                                    visible_widths=visible_widths)

    # ---- yields

    def _points(self, mA, alpha_D, mass_ratio, spin, threshold, shift, splitting, **others) -> Points:
        threshold = self.threshold if threshold is None else threshold
        return Points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting, **others)

    def _plan(self, by: str, points: Points, moved: float = 0.0):
        """C's plan for these selections, kept for further calls with the same extremes; NULL for quadrature."""
        if by == "quadrature" or points.count == 0:
            return ffi.NULL
        if by != "moments":
            raise BadInput(f'by: "{by!s:.60}" is not allowed; allowed: quadrature, moments')
        threshold, shift = points.selections["threshold_GeV"], points.selections["energy_scale_shift"]
        extremes = (threshold.min() - moved, shift.min(), threshold.max() + moved, shift.max())
        if extremes not in self._plans:
            lowest, highest = ffi.new("epscan_selection *", extremes[:2]), ffi.new("epscan_selection *", extremes[2:])
            out = ffi.new("epscan_yield_plan **")
            check(lib.epscan_yield_plan_create(self._c, lowest, highest, out))
            self._plans[extremes] = ffi.gc(out[0], lib.epscan_yield_plan_close)
            if len(self._plans) > 8:
                del self._plans[next(iter(self._plans))]
        return self._plans[extremes]

    def events(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
               threshold: Optional[ArrayLike] = None, shift: ArrayLike = 0.0, splitting: ArrayLike = 0.0,
               epsilon: ArrayLike = 1e-4, channel: Optional[str] = None, by: str = "quadrature", threads: int = 1) -> np.ndarray:
        """Expected signal events at mixings `epsilon`: of all channels, or of one, "annihilation" or "strahlung".

        Of all: what is not known, strahlung where its published limit ends, is left out; of one: NaN there, 0 of one that the
        experiment has not. All arguments but channel broadcast; see the class for units and `by`.
        """
        if channel is not None:
            channel_number(channel)
        points = self._points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting, epsilon=epsilon)
        found = np.empty((*points.shape, len(CHANNELS)))
        check(lib.epscan_yield_many(self._c, self._plan(by, points), points.count, points.c_models, points.c_selections, threads,
                                    pointer("double", found)))
        return total_events(found, channel, points.others["epsilon"])

    def track_length(self, energy: ArrayLike, kind: str = "secondary") -> np.ndarray:
        """T(E) of the shower's positrons [X0/GeV per beam particle] at energies [GeV].

        kind: "secondary", or the beam particle, "primary". NaN below the experiment's minimum energy and from the beam energy on.
        """
        if kind not in ("secondary", "primary"):
            raise BadInput(f'kind: "{kind!s:.60}" is not allowed; allowed: secondary, primary')
        energies = contiguous(numbers("energy", energy))
        lengths = np.empty(energies.shape)
        outputs = [pointer("double", lengths if kind == which else None) for which in ("secondary", "primary")]
        check(lib.epscan_track_length_many(self._c, energies.size, pointer("double", energies), *outputs))
        return plain(lengths)

    def spectrum(self, mA: float, alpha_D: float, mass_ratio: float, spin: str = "fermion", *, channel: str = "annihilation",
                 selected: bool = False, threshold: Optional[float] = None, shift: float = 0.0, splitting: float = 0.0,
                 points: int = 200) -> Spectrum:
        """dN/dE of dark photons at epsilon = 1e-4: all that is produced, or, `selected`, what reads below the threshold.

        Of arrays, an object array of Spectrum with their broadcast shape: each model has energies of its own. `points`: equidistant
        energies to begin with.
        """
        models = self._points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting)
        spectra = np.empty(models.shape, object)
        for i in range(models.count):
            selection = models.c_selections + i if selected else ffi.NULL
            spectra.flat[i] = self._spectrum(models.c_models + i, channel_number(channel), selection, points)
        return plain(spectra)

    def _spectrum(self, model, channel: int, selection, points: int) -> Spectrum:
        out = ffi.new("epscan_spectrum **")
        check(lib.epscan_spectrum_create(self._c, model, channel, selection, points, out))
        owned = ffi.gc(out[0], lib.epscan_spectrum_free)
        table = lib.epscan_spectrum_read(owned)
        energy, density = (np.frombuffer(ffi.buffer(values, 8 * table.count), np.float64).copy()
                           for values in (table.energy_GeV, table.events_per_GeV))
        return Spectrum(energy, density, table.undegraded_events)

    def width(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
              splitting: ArrayLike = 0.0) -> np.ndarray:
        """epscan.width: of A' -> chi chi [GeV]."""
        return _model.width(mA, alpha_D, mass_ratio, spin, splitting=splitting)

    def response(self, thresholds: Optional[ArrayLike] = None, shifts: ArrayLike = 0.0) -> Response:
        """What it is to any spectral density: R(s) for all pairs of increasing thresholds [GeV] and shifts.

        thresholds None: its own. A tenth of a second; a second or two where strahlung is computed.
        """
        return response_of(self._c, self.threshold if thresholds is None else thresholds, shifts)

    # ---- limits and likelihood

    def limit(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion", *,
              threshold: Optional[ArrayLike] = None, shift: ArrayLike = 0.0, splitting: ArrayLike = 0.0,
              method: Optional[str] = None,
              confidence_level: Optional[float] = None, toys: int = 10000, seed: int = 1, by: str = "quadrature",
              threads: int = 1) -> Limit:
        """Upper limits on the mixing, observed and expected; a limit that is not found is NaN with a status.

        method: one of epscan.METHODS; None: the experiment's. toys, seed: pseudo-experiments of "cls-toys", which takes seconds a
        point. See the class for units, shapes and `by`.
        """
        options = limit_options(lib.epscan_limit_options_of(self._c), method, confidence_level, toys, seed)
        points = self._points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting)
        moved = 0.0 if options.method == lib.EPSCAN_LIMIT_COUNTING else self.energy_scale
        found = np.zeros(points.shape, LIMIT)
        check(lib.epscan_limit_find_many(self._c, self._plan(by, points, moved), points.count, points.c_models,
                                         points.c_selections, options, threads, pointer("epscan_limit", found)))
        return limit_of(found, method_name(options), options.confidence_level)

    def epsilon_up(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, spin: ArrayLike = "fermion",
                   **options: Any) -> np.ndarray:
        """The upper limit on the mixing, `limit(...).epsilon_up`, with its options."""
        return self.limit(mA, alpha_D, mass_ratio, spin, **options).epsilon_up

    def likelihood(self, mA: float, alpha_D: float, mass_ratio: float, spin: str = "fermion", *,
                   threshold: Optional[float] = None, shift: float = 0.0, splitting: float = 0.0,
                   by: str = "moments") -> Likelihood:
        """The likelihood of one model, as a function of the mixing and of nuisance parameters."""
        points = self._points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting)
        if points.shape:
            raise BadInput(f"likelihood: shape {points.shape} is not allowed; allowed: one model. log_likelihood takes arrays")
        out = ffi.new("epscan_likelihood **")
        check(lib.epscan_likelihood_create(self._c, self._plan(by, points, self.energy_scale), points.c_models,
                                           points.c_selections, out))
        return Likelihood(self, out[0])

    def log_likelihood(self, mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike, epsilon: ArrayLike,
                       spin: ArrayLike = "fermion", nuisances: Nuisances = None, *, threshold: Optional[ArrayLike] = None,
                       shift: ArrayLike = 0.0, splitting: ArrayLike = 0.0, by: str = "moments", threads: int = 1) -> np.ndarray:
        """log L of models and mixings, zero for a perfect fit; profiled over nuisances unless they are given.

        nuisances: an array [..., K] in units of their uncertainties, in the order of `self.nuisances`, or a mapping of names to
        arrays [...] whose others are zero. Yields are by moments unless `by` says otherwise: some ten microseconds a point.
        """
        points = self._points(mA, alpha_D, mass_ratio, spin, threshold, shift, splitting, epsilon=epsilon)
        if isinstance(nuisances, Mapping):
            others = np.broadcast_shapes(*(np.shape(value) for value in nuisances.values()))
        else:
            others = np.shape(nuisances)[:-1]
        if np.broadcast_shapes(points.shape, others) != points.shape:
            wide = np.broadcast_shapes(points.shape, others)
            return self.log_likelihood(np.broadcast_to(mA, wide), alpha_D, mass_ratio, epsilon, spin, nuisances,
                                       threshold=threshold, shift=shift, splitting=splitting, by=by,
                                       threads=threads)
        theta = None if nuisances is None else nuisance_array(self.nuisances, nuisances, points.shape)
        found = np.empty(points.shape)
        check(lib.epscan_log_likelihood_many(self._c, self._plan(by, points, self.energy_scale), points.count, points.c_models,
                                             points.c_selections, points.doubles("epsilon"), pointer("double", theta), threads,
                                             pointer("double", found)))
        return plain(found)


def combined_limit(experiments: Sequence[Experiment], mA: ArrayLike, alpha_D: ArrayLike, mass_ratio: ArrayLike,
                   spin: ArrayLike = "fermion", *, splitting: ArrayLike = 0.0, method: Optional[str] = None,
                   confidence_level: Optional[float] = None, toys: int = 10000, seed: int = 1) -> Limit:
    """Upper limits of several experiments together, each at its own threshold, as Experiment.limit.

    One signal; data sets side by side; uncertainties of one name are one parameter where the files of both say `shared: true`.
    method and confidence level None: those of the first. All arguments of models broadcast.
    """
    if not experiments:
        raise BadInput("experiments: none is not allowed; allowed: one or more")
    options = limit_options(lib.epscan_limit_options_of(experiments[0]._c), method, confidence_level, toys, seed)
    points = Points(mA, alpha_D, mass_ratio, spin, splitting=splitting)
    found = np.zeros(points.shape, LIMIT)
    of_c, limits = [experiment._c for experiment in experiments], pointer("epscan_limit", found)
    for i in range(points.count):
        check(lib.epscan_limit_find_combined(of_c, len(of_c), points.c_models + i, options, limits + i))
    return limit_of(found, method_name(options), options.confidence_level)
