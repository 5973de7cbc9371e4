# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits: counting is point's; the methods at 225 MeV stand to it as the paper says; a scan with CLs has epscan limit's numbers.

check_limit.py counting ROWS POINT | methods COUNTING METHODS | scan GRID ROWS THRESHOLD [METHOD]
"""
import csv
import sys

from checks import near, read_json, rows


def check_counting(limits, answer):
    point = read_json(answer)
    row = [r for r in rows(limits) if float(r["mA_GeV"]) == point["mA_GeV"]][0]
    for key in ("n_annihilation", "n_strahlung", "epsilon_up", "y_up"):
        assert near(row[key], point[key], 1e-9), (key, row[key], point[key])  # ten digits are printed


def check_methods(limits, of_methods):
    counting = rows(limits)[1]
    asymptotic, bayes, fitted, prior, exact = (dict(zip(counting, row)) for row in csv.reader(open(of_methods)))

    def ratio(row):
        return float(row["epsilon_up"]) / float(counting["epsilon_up"])

    assert 0.85 < ratio(asymptotic) < 0.92  # "10 % below", and the -12 % of an estimate in one bin
    assert 1.0 < ratio(prior) < 1.06  # the mean over efficiencies of 35 %
    # the same ensemble without dice: ten thousand toys show the limit to 1 %, bands of few outcomes to 2 %
    assert near(ratio(exact), ratio(prior), 0.01)
    for end in ("_minus_2", "_minus_1", "", "_plus_1", "_plus_2"):
        assert near(exact["epsilon_expected" + end], prior["epsilon_expected" + end], 0.02)
    assert 0.90 < ratio(fitted) < 1.0 and ratio(bayes) > ratio(prior)
    for row in (asymptotic, fitted, prior):
        bands = [float(row["epsilon_expected" + end]) for end in ("_minus_2", "_minus_1", "", "_plus_1", "_plus_2")]
        # toys' bands have errors of 1 %, and those of few outcomes coincide
        assert all(b > 0.97 * a for a, b in zip(bands, bands[1:])) and bands[-1] > 1.3 * bands[2]
    assert 0.33 < float(asymptotic["energy_scale_change"]) < 0.39  # the paper's 35 %


def check_scan(path, limits, threshold, method="cls-asymptotic"):
    import xarray

    grid = xarray.open_dataset(path)
    assert grid.attrs["limit_method"] == method and grid.attrs["confidence_level"] == 0.9
    line = grid.epsilon_up.sel(ecal_threshold=float(threshold)).values.ravel()
    expected = rows(limits)
    assert len(line) == len(expected) == 6
    for got, row in zip(line, expected):
        assert near(got, row["epsilon_up"], 1e-4), (got, row)


{"counting": check_counting, "methods": check_methods, "scan": check_scan}[sys.argv[1]](*sys.argv[2:])
