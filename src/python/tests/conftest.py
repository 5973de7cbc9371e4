# SPDX-License-Identifier: GPL-3.0-or-later
"""Experiments that tests share; EPSCAN_TEST_GRID names a grid of the job tests/library/grid.yaml,
EPSCAN_TEST_FACTORED_GRID one with `storage: factored`, EPSCAN_TEST_WIDE_GRID such a one of 20,000 models and 1000 thresholds,
EPSCAN_TEST_RESPONSE a response of na64-2021,
EPSCAN_TEST_TABLES two grids of tables, less -plain.h5 and -factored.h5; tests/library/prepare.sh makes them."""
import os

import pytest

import epscan


@pytest.fixture(scope="session")
def na64():
    return epscan.Experiment("na64-2021")


@pytest.fixture(scope="session")
def response(na64):
    return na64.response(thresholds=[47, 50], shifts=[-0.01, 0, 0.01])


@pytest.fixture(scope="session")
def factored_path():
    path = os.environ.get("EPSCAN_TEST_FACTORED_GRID")
    if not path:
        pytest.skip("EPSCAN_TEST_FACTORED_GRID names no grid")
    return path


@pytest.fixture(scope="session")
def wide_path():
    path = os.environ.get("EPSCAN_TEST_WIDE_GRID")
    if not path:
        pytest.skip("EPSCAN_TEST_WIDE_GRID names no grid")
    return path


@pytest.fixture(scope="session")
def response_path():
    path = os.environ.get("EPSCAN_TEST_RESPONSE")
    if not path:
        pytest.skip("EPSCAN_TEST_RESPONSE names no file")
    return path


@pytest.fixture(params=["plain", "factored"])
def tables(request):
    path = os.environ.get("EPSCAN_TEST_TABLES")
    if not path:
        pytest.skip("EPSCAN_TEST_TABLES names no grids")
    return epscan.open_grid(f"{path}-{request.param}.h5")


@pytest.fixture(scope="session")
def grid():
    path = os.environ.get("EPSCAN_TEST_GRID")
    if not path:
        pytest.skip("EPSCAN_TEST_GRID names no grid")
    return epscan.open_grid(path)
