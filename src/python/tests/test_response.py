# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses folded with dark photons, tables and functions: one number, to 1e-6, where response.h promises 1e-5."""
import math

import numpy as np
import pytest

import epscan


@pytest.fixture(scope="module")
def response(na64):
    return na64.response(thresholds=[47, 50], shifts=[-0.01, 0, 0.01])


MODEL = (0.23, 0.1, 1 / 3, "scalar")


def test_dark_photons(response, na64):
    assert response.experiment == "na64-2021" and response.channels == na64.channels
    assert list(response.thresholds) == [47, 50] and list(response.shifts) == [-0.01, 0, 0.01]
    masses = np.geomspace(0.1, 0.4, 6)
    events = response.events(masses[:, None], [0.05, 0.5], 1 / 3, threshold=50, shift=0.01, channel="annihilation")
    exact = na64.events(masses[:, None], [0.05, 0.5], 1 / 3, threshold=50, shift=0.01, channel="annihilation")
    assert np.allclose(events, exact, rtol=1e-6, atol=1e-12)


def scalar_density(mA, alpha_D, mass_ratio):
    """rho(s) of a complex scalar by hand: sqrt(s) Gamma(s) = alpha_D s/12 (1 - 4 m_chi^2/s)^(3/2) over pi times the denominator."""
    def running_width(s):
        return alpha_D * s / 12 * (1 - 4 * (mass_ratio * mA) ** 2 / s) ** 1.5 if s > 4 * (mass_ratio * mA) ** 2 else 0.0

    total = running_width(mA**2)  # m Gamma
    return lambda s: running_width(s) / math.pi / ((s - mA**2) ** 2 + total**2)


def test_functions(na64):
    one = na64.response()
    mA, alpha_D, mass_ratio, spin = MODEL
    rho, width = scalar_density(mA, alpha_D, mass_ratio), epscan.width(*MODEL)
    assert rho(0.05) == pytest.approx(epscan.spectral_density(math.sqrt(0.05), *MODEL), rel=1e-12)
    breaks = [mA * mA + k * mA * width for k in (-30, -3, 0, 3, 30)] + [(2 * mass_ratio * mA) ** 2]
    folded = one.fold(rho, breaks=breaks, channel="annihilation")
    assert folded.shape == (1, 1)
    assert folded[0, 0] == pytest.approx(na64.events(*MODEL, channel="annihilation"), rel=2e-6)
    assert one.fold(rho, breaks=breaks, epsilon=2e-4, channel="annihilation") == pytest.approx(4 * folded, rel=1e-14)


def test_tables(response):
    """A flat density from 0.2 to 0.3 GeV, linear in s, as a function and as a table; two tables at once."""
    low, high = 0.2, 0.3
    folded = response.fold(np.array([[7.0, 7.0], [14.0, 14.0]]), sqrt_s=[low, high], channel="annihilation")
    assert folded.shape == (2, 2, 3) and np.allclose(folded[1], 2 * folded[0], rtol=1e-14)
    flat = response.fold(lambda s: 7.0 * (low**2 <= s <= high**2), breaks=[low**2, high**2], channel="annihilation")
    assert np.allclose(folded[0], flat, rtol=1e-6)
    # by hand: trapezoids over R itself; 2000 of them resolve what is smooth on a per cent of the way to 1e-4
    s = np.linspace(low**2, high**2, 2001)
    values = 7e-8 * response.at(np.sqrt(s))[:, 1, 1]
    assert folded[0, 1, 1] == pytest.approx(np.sum(0.5 * (values[1:] + values[:-1]) * np.diff(s)), rel=1e-4)


def test_what_is_refused(response):
    def fails(s):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        response.fold(fails)
    with pytest.raises(epscan.EpscanError):
        response.fold(lambda s: -1.0)
    for wrong in ({"rho": [1.0, 2.0]}, {"rho": [1.0, 2.0], "sqrt_s": [0.1, 0.2, 0.3]}, {"rho": [1.0, 2.0], "sqrt_s": [0.3, 0.2]},
                  {"rho": [1.0, -2.0], "sqrt_s": [0.1, 0.2]}):
        with pytest.raises(epscan.BadInput):
            response.fold(**wrong)
    with pytest.raises(epscan.BadInput, match="threshold"):
        response.events(*MODEL, threshold=48)
    with pytest.raises(epscan.BadInput, match="no-such.h5"):
        epscan.open_response("no-such.h5")
