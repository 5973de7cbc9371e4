# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses folded with dark photons, tables and functions: one number, to 1e-6, where response.h promises 1e-5."""
import math

import numpy as np
import pytest

import epscan


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


def same_limit(found, expected):
    assert np.array_equal(found.status, expected.status) and found.method == expected.method
    for name in ("epsilon_up", "y_up", "events_up", "expected"):
        assert np.allclose(getattr(found, name), getattr(expected, name), rtol=1e-5, atol=0, equal_nan=True)


def test_limits_of_a_file(response_path, na64):
    """Those of the experiment, and again after it has gone through a file."""
    read = epscan.open_response(response_path)
    assert read.mediator == "kinetic-mixing" and not read.visible_widths
    masses = np.geomspace(0.15, 0.3, 4)
    same_limit(read.limit(masses[:, None], [0.1, 0.5], 1 / 3, threads=2), na64.limit(masses[:, None], [0.1, 0.5], 1 / 3))
    same_limit(read.limit(masses, 0.1, 1 / 3, "scalar", method="cls-asymptotic"),
               na64.limit(masses, 0.1, 1 / 3, "scalar", method="cls-asymptotic"))
    same_limit(read.limit(0.2, 0.1, 1 / 3, threshold=[48, 52], shift=0.02),
               na64.limit(0.2, 0.1, 1 / 3, threshold=[48, 52], shift=0.02))
    wide = epscan.open_response(response_path, mediator="B-L", visible_widths=True)
    assert wide.mediator == "B-L" and wide.visible_widths
    same_limit(wide.limit(0.23, [1e-9, 1e-12], 1 / 3),
               epscan.Experiment("na64-2021", mediator="B-L", visible_widths=True).limit(0.23, [1e-9, 1e-12], 1 / 3))
    with pytest.raises(epscan.BadInput, match="axial is not allowed with a response that is for vector couplings"):
        epscan.open_response(response_path, mediator="axial")


def test_limits_of_other_mediators(na64):
    text = na64.text.replace("strahlung_limit: ../limits/na64-2019-strahlung.csv", "strahlung: none")
    axial = epscan.Experiment(text, mediator="axial")
    model = [0.2, 0.22], 0.1, 0.3, ["majorana", "fermion"]
    same_limit(axial.response().limit(*model), axial.limit(*model))


def test_limits_of_densities(response):
    """Eq. 7 of the events that fold gives; of two tables at once."""
    tables, masses = np.array([[7.0, 7.0], [14.0, 0.0]]), [0.2, 0.3]
    found = response.limit_of(tables, sqrt_s=masses, threshold=47, shift=0.01)
    events = response.fold(tables, sqrt_s=masses)[:, 0, 2]
    assert np.allclose(found.epsilon_up, 1e-4 * np.sqrt(-math.log(0.1) / events), rtol=1e-12)
    assert list(found.status) == ["ok", "ok"] and np.isnan(found.y_up).all() and found.method == "counting"
    flat = response.limit_of(lambda s: 7.0 * (0.04 <= s <= 0.09), breaks=[0.04, 0.09], threshold=47, shift=0.01)
    assert flat.epsilon_up == pytest.approx(found.epsilon_up[0], rel=1e-6) and flat.epsilon_up.shape == ()
    with pytest.raises(ZeroDivisionError):
        response.limit_of(lambda s: 1 / 0)
    with pytest.raises(epscan.BadInput, match="threshold 48.5 GeV, scale shift 0: not in the response"):
        response.limit_of(tables, sqrt_s=masses, method="cls")


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
