# SPDX-License-Identifier: GPL-3.0-or-later
"""log L against its formula, and what others make of it."""
import numpy as np
import pytest

MODEL = {"mA": 0.225, "alpha_D": 0.1, "mass_ratio": 1 / 3}


@pytest.fixture(scope="module")
def seen(na64):
    """Five events seen, one in each data set."""
    return na64.with_(method="cls-asymptotic", observed=1)


def by_hand(likelihood, epsilon, theta):
    """The formula of likelihood.h, from the parts that it names."""
    nominal = likelihood.expected(epsilon)
    expected = (nominal * np.prod(likelihood.factors ** np.asarray(theta)[:, None, None], axis=0)).sum(axis=-1)
    n = likelihood.observed
    terms = expected - n + np.where(n > 0, n * np.log(np.where(n > 0, n, 1) / expected), 0)
    return -terms.sum() - 0.5 * np.sum(np.square(theta))


def test_it_is_the_formula(seen):
    likelihood = seen.likelihood(**MODEL)
    assert likelihood.nuisances == seen.nuisances and likelihood.sources[-1] == "background"
    random = np.random.default_rng(1)
    for _ in range(10):
        epsilon, theta = random.uniform(1e-5, 1e-3), random.normal(size=4)
        assert likelihood.log(epsilon, theta) == pytest.approx(by_hand(likelihood, epsilon, theta), rel=1e-12)
        assert seen.log_likelihood(**MODEL, epsilon=epsilon, nuisances=theta) == likelihood.log(epsilon, theta)
        assert likelihood.constraint(theta) == pytest.approx(-0.5 * theta @ theta, rel=1e-14)


def test_gradient(seen):
    likelihood = seen.likelihood(**MODEL)
    theta, step = np.array([0.3, -0.5, 0.8, 0.2]), 1e-5
    _, gradient = likelihood.value_and_gradient(3e-4, theta)
    slopes = [(likelihood.log(3e-4, theta + step * e) - likelihood.log(3e-4, theta - step * e)) / (2 * step) for e in np.eye(4)]
    assert np.allclose(gradient[1:], slopes, rtol=1e-7, atol=1e-8)  # differences of third order, and rounding over the step
    slope = (likelihood.log(3e-4 * (1 + step)) - likelihood.log(3e-4 * (1 - step))) / (2 * step * 3e-4)
    assert likelihood.value_and_gradient(3e-4)[1][0] == pytest.approx(slope, rel=1e-6)


def test_shapes(seen):
    epsilon = np.geomspace(1e-5, 1e-3, 7)
    likelihood = seen.likelihood(**MODEL)
    assert likelihood.expected(epsilon).shape == (7, 5, 3) and likelihood.factors.shape == (4, 5, 3)
    assert likelihood.log(epsilon, np.zeros((3, 1, 4))).shape == (3, 7)
    assert np.array_equal(likelihood.log(epsilon), likelihood.log(epsilon, np.zeros(4)))
    assert np.array_equal(likelihood.log(epsilon, {"background": [[1.0], [2.0]]}),
                          likelihood.log(epsilon, np.array([[[0, 0, 0, 1.0]], [[0, 0, 0, 2.0]]])))
    values = seen.log_likelihood(np.array([[0.2], [0.3]]), 0.1, 1 / 3, epsilon)
    assert values.shape == (2, 7)
    assert seen.log_likelihood(**MODEL, epsilon=1e-4, nuisances=np.zeros((6, 4))).shape == (6,)


def test_profiles(seen):
    likelihood = seen.likelihood(**MODEL)
    epsilon = np.array([0.0, 1e-4, 5e-4])
    profile = likelihood.profile(epsilon)
    assert np.array_equal(seen.log_likelihood(**MODEL, epsilon=epsilon), profile.log_likelihood)
    assert np.array_equal(likelihood.log(epsilon, profile.nuisances), profile.log_likelihood)
    best = likelihood.best()
    assert best.log_likelihood >= profile.log_likelihood.max()
    assert likelihood.log(best.epsilon, best.nuisances) == pytest.approx(best.log_likelihood, rel=1e-13)  # nu by a root, and back
    assert likelihood.expected(best.epsilon, best.nuisances).sum() == pytest.approx(5, rel=0.1)  # as seen, bins being unlike


def test_iminuit_finds_the_same(seen):
    """MIGRAD on log L with its gradient: the profile's theta to a hundredth of their uncertainties."""
    iminuit = pytest.importorskip("iminuit")
    likelihood = seen.likelihood(**MODEL)
    minuit = iminuit.Minuit(lambda theta: -likelihood.log(4e-4, theta), np.zeros(4), name=likelihood.nuisances,
                            grad=lambda theta: -likelihood.value_and_gradient(4e-4, theta)[1][1:])
    minuit.errordef = iminuit.Minuit.LIKELIHOOD
    minuit.migrad()
    assert minuit.valid
    assert np.allclose(minuit.values, likelihood.profile(4e-4).nuisances, atol=1e-2)


def test_limit_is_a_cut_on_the_likelihood(na64):
    """Nothing seen and no uncertainty that matters: L(epsilon_UP)/L(0) = 10 % is Eq. 7, N_up = ln 10."""
    alone = na64.with_({"statistics": {"method": "counting", "confidence_level": 0.9}})
    epsilon = alone.epsilon_up(**MODEL, by="moments")
    drop = alone.log_likelihood(**MODEL, epsilon=0.0) - alone.log_likelihood(**MODEL, epsilon=epsilon)
    assert drop == pytest.approx(np.log(10), rel=1e-9)
