# SPDX-License-Identifier: GPL-3.0-or-later
"""Dark-photon yields, limits and likelihoods of missing-energy experiments: libepscan for numpy.

    import epscan, numpy as np
    na64 = epscan.Experiment("na64-2021")
    eps = na64.epsilon_up(mA=np.geomspace(0.1, 0.4, 300), alpha_D=0.1, mass_ratio=1/3, spin="scalar")

Experiment     an experiment, by name, by path or from text: events, limit, epsilon_up, log_likelihood, likelihood, spectrum,
               track_length, and with_ for variants of it
combined_limit the limit of several experiments together
experiments    names of the installed ones
mediators      what A' may be, as an Experiment takes it
open_response  a file of a response, as Experiment.response makes it: fold it with any spectral density
open_grid      a grid file: at any point, and as an xarray.Dataset
width, cross_section, spectral_density, y, relic_target
               what needs no experiment
EpscanError    what libepscan cannot do, with its own line; BadInput, a ValueError, for what is not allowed

Arguments are numbers or arrays that broadcast against each other; results have their shape. Energies and masses in GeV,
cross-sections in cm^2, events at the mixing epsilon = 1e-4 unless it is given. Numbers are those of the C library to the last bit.
"""
from ._data import experiments
from ._errors import BadInput, EpscanError, text_of as _text_of
from ._libepscan import lib as _lib
from ._arrays import CHANNELS
from .experiment import METHODS, Experiment, combined_limit
from .grid import Grid, GridPoint, open_grid
from .likelihood import BestFit, Likelihood, Profile
from .model import RelicTarget, cross_section, mediators, relic_target, spectral_density, width, y
from .response import Response, open_response
from .results import Limit, Spectrum

__version__ = _text_of(_lib.epscan_version())

__all__ = ["BadInput", "BestFit", "CHANNELS", "EpscanError", "Experiment", "Grid", "GridPoint", "Likelihood", "Limit", "METHODS",
           "Profile", "RelicTarget", "Response", "Spectrum", "combined_limit", "cross_section", "experiments", "mediators",
           "open_grid", "open_response", "relic_target", "spectral_density", "width", "y"]
