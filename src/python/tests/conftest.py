# SPDX-License-Identifier: GPL-3.0-or-later
"""Experiments that tests share; EPSCAN_TEST_GRID names a grid of the job tests/library/grid.yaml,
EPSCAN_TEST_FACTORED_GRID one with `storage: factored`, EPSCAN_TEST_WIDE_GRID such a one of 20,000 models and 1000 thresholds,
EPSCAN_TEST_RESPONSE a response of na64-2021,
EPSCAN_TEST_TABLES two grids of tables, less -plain.h5 and -factored.h5; tests/library/prepare.sh makes them."""
import os

import pytest

import epscan


def path_in(variable):
    """What the environment variable says; without it the test is skipped."""
    path = os.environ.get(variable)
    if not path:
        pytest.skip(f"{variable} names no file")
    return path


@pytest.fixture(scope="session")
def na64():
    return epscan.Experiment("na64-2021")


@pytest.fixture(scope="session")
def response(na64):
    return na64.response(thresholds=[47, 50], shifts=[-0.01, 0, 0.01])


@pytest.fixture(scope="session")
def factored_path():
    return path_in("EPSCAN_TEST_FACTORED_GRID")


@pytest.fixture(scope="session")
def wide_path():
    return path_in("EPSCAN_TEST_WIDE_GRID")


@pytest.fixture(scope="session")
def response_path():
    return path_in("EPSCAN_TEST_RESPONSE")


@pytest.fixture(params=["plain", "factored"])
def tables(request):
    return epscan.open_grid(f"{path_in('EPSCAN_TEST_TABLES')}-{request.param}.h5")


@pytest.fixture(scope="session")
def grid():
    return epscan.open_grid(path_in("EPSCAN_TEST_GRID"))
