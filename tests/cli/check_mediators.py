# SPDX-License-Identifier: GPL-3.0-or-later
"""Mediators other than kinetic mixing, in points and grids.

check_mediators.py points FOLDER | grids FOLDER | against_points GRID EXPERIMENT OPTION... | widths FOLDER |
roots GRID EXPERIMENT | toys EXPERIMENT | scalar GRID RESPONSE EXPERIMENT OPTION... | ranges FIGURE | damage GRID COPY
"""
import math
import re
import shutil
import sys

import h5py
import numpy

from checks import answer, blocks, near, options, printed, read_json, rows, run

NAMES = ("kinetic-mixing", "B-L", "Le-Lmu", "Lmu-Ltau")
ALPHA = 1 / 137.035999084
STATUS = {"ok": 0, "strahlung_out_of_range": 1, "visible_width": 5, "no_signal": 6, "no_limit": 7, "two_limits": 8}


def points(folder):
    point = {name: read_json(f"{folder}/{name}.json") for name in NAMES}
    mass, epsilon = 0.25, point["B-L"]["epsilon_up"]
    for name in NAMES:
        for key in ("n_annihilation", "n_strahlung", "epsilon_up", "y_up", "width_GeV"):
            assert point[name][key] == point["kinetic-mixing"][key], (name, key)
    for name in NAMES[:3]:
        assert near(point[name]["g_up"], math.sqrt(4 * math.pi * ALPHA) * epsilon, 1e-12), name
    massless = epsilon**2 * ALPHA * mass / 3
    # a neutrino of one helicity has half a lepton's width
    assert [round(point[name]["neutrino_width_GeV"] / massless, 9) for name in NAMES[:3]] == [0, 1.5, 1]
    # of (g/epsilon e)^2 = some 1e4 to 1e5 more, Lmu-Ltau's muons take more than a percent; others, with alpha_D of 1e-4, do not
    assert [point[name]["status"] for name in NAMES] == ["ok", "ok", "ok", "visible_width"], [p["status"] for p in point.values()]
    assert point["Lmu-Ltau"]["visible_width_GeV"] > 0.01 * point["Lmu-Ltau"]["width_GeV"]


def grids(folder):
    """What is not asked for is kinetic mixing, and vectors have its yields and limits, to the last bit."""
    grid = {name: h5py.File(f"{folder}/{name}.h5") for name in ("usual", "mixing", "baryons", "muons")}
    named = {name: file.attrs["mediator"] for name, file in grid.items()}
    assert [*named.values()] == [b"kinetic-mixing", b"kinetic-mixing", b"B-L", b"Lmu-Ltau"], named
    assert all(file.attrs["visible_widths"] == 0 for file in grid.values())
    for name in ("n_annihilation", "n_strahlung", "epsilon_up"):
        for other in ("mixing", "baryons", "muons"):
            assert numpy.array_equal(grid[other][name][()], grid["usual"][name][()]), (name, other)
    wide = {name: (file["status"][()] == STATUS["visible_width"]).sum() for name, file in grid.items()}
    assert wide["usual"] == wide["mixing"] < wide["muons"], wide


def against_points(path, experiment, *words):
    """All channels, limits and statuses of some of a grid's points, by adaptive quadrature: to 1e-9, what scans promise."""
    grid = h5py.File(path)
    spins = grid.attrs["spins"].decode().split()
    mass, alpha_D, ratio, threshold = (grid[name][()] for name in ("mA", "alpha_D", "mass_ratio", "ecal_threshold"))
    for index in ((0, 0, 0, 0, 0), (0, 2, 0, 0, 1), (1, 2, 0, 1, 0), (1, 3, 1, 0, 1), (0, 4, 0, 1, 0), (0, 1, 0, 1, 1)):
        spin, m, a, r, t = index
        point = answer("point", experiment, *options(spins[spin], mass[m], alpha_D[a], ratio[r], threshold[t]), *words)
        for name in ("n_annihilation", "n_strahlung", "epsilon_up"):
            found = grid[name][(*index, 0)]
            same = not math.isfinite(found) if point[name] is None else near(found, point[name], 1e-9)
            assert same, (index, name, found, point[name])
        if t:  # a grid's status is of all selections, of which the last has the weakest limit or all the same
            assert grid["status"][index[:4]] == STATUS[point["status"]], (index, point["status"])


def widths(folder):
    """With Gamma's other widths the limit of a narrow A' is weaker, and the more so the less of Gamma goes to chi."""
    with_them, without = (h5py.File(f"{folder}/{name}.h5") for name in ("widths", "baryons"))
    assert with_them.attrs["visible_widths"] == 1
    ratio = with_them["epsilon_up"][()] / without["epsilon_up"][()]
    small, large = ratio[:, :, 0], ratio[:, :, 1]  # alpha_D of 1e-5 and 0.1
    assert (numpy.abs(large - 1) < 1e-5).all() and numpy.abs(small - 1).max() > 10 * numpy.abs(large - 1).max(), ratio


def roots(path, experiment):
    """One root by a query, by point and limit, by the experiment's response, and by hand: N(epsilon) = ln 10."""
    model = options("fermion", 0.25, 1e-9, 0.35)
    words = ["--mediator=B-L", "--visible-widths"]
    point = answer("point", experiment, *model, *words)
    run("response", experiment, "-o", "response.h5")
    other = answer("point", "--response=response.h5", *model, *words)
    limit = rows(printed("limit", experiment, *model, *words, "--method=counting", "--quiet"))[0]
    job = answer("query", path, *options("fermion", 0.25, 1e-5, 0.35, 50))
    same = answer("point", experiment, *options("fermion", 0.25, 1e-5, 0.35, 50), *words)
    assert near(point["epsilon_up"], limit["epsilon_up"], 1e-9), (point, limit)  # as many digits as limit prints
    assert near(point["epsilon_up"], other["epsilon_up"], 1e-5), (point, other)  # what responses promise
    assert near(job["epsilon_up"], same["epsilon_up"], 1e-9), (job, same)
    # narrow, far from all edges: epsilon^2 N (Gamma_chi + Gamma_nu)/Gamma = ln 10, N of one that decays to chi alone
    narrow = answer("point", experiment, *model)
    events = sum(narrow[name] for name in ("n_annihilation", "n_strahlung"))
    chi, seen, neutrinos = (point[name] for name in ("width_GeV", "visible_width_GeV", "neutrino_width_GeV"))
    share = (chi + neutrinos) / (chi + seen + neutrinos)
    assert 0.5 < share < 0.95, share
    assert near((point["epsilon_up"] / 1e-4) ** 2 * events * share, math.log(10), 1e-4)  # tails of a width of 1e-8 of the mass
    none = answer("point", experiment, *options("fermion", 0.25, 1e-12, 0.35), "--visible-widths")
    assert none["status"] == "no_limit" and none["epsilon_up"] is None, none


def toys(experiment):
    """N(epsilon) with widths is what the same toys allow without them: one bin, so that nothing else of the model counts."""
    model = options("fermion", 0.25, 1e-9, 0.35)
    words = ["--method=cls-toys", "--toys=1000", "--seed=4", "--quiet"]
    widths = ["--mediator=B-L", "--visible-widths"]
    (narrow,) = rows(printed("limit", experiment, *model, *words))
    (wide,) = rows(printed("limit", experiment, *model, *words, *widths))
    assert near(wide["events_up"], narrow["events_up"], 2e-3), (wide, narrow)  # shares of the channels differ by tails of Gamma
    point = answer("point", experiment, *model, *widths)
    events = sum(float(narrow[name]) for name in ("n_annihilation", "n_strahlung"))
    for epsilon, without in ((wide[name], narrow[name]) for name in ("epsilon_up", "epsilon_expected", "epsilon_expected_plus_2")):
        at = float(epsilon)
        grown = (at / point["epsilon_up"]) ** 2
        seen, neutrinos = (grown * point[name] for name in ("visible_width_GeV", "neutrino_width_GeV"))
        share = (point["width_GeV"] + neutrinos) / (point["width_GeV"] + seen + neutrinos)
        expected = (float(without) / 1e-4) ** 2 * events
        assert near((at / 1e-4) ** 2 * events * share, expected, 2e-3), (at, share, expected)
    (asymptotic,) = rows(printed("limit", experiment, *model, "--method=cls", "--quiet", *widths))
    assert near(wide["epsilon_up"], asymptotic["epsilon_up"], 0.1), (wide, asymptotic)  # 1000 toys: some per cent


def scalar(grid, response, experiment, *model):
    """By grid, response and quadrature: to the 1e-6 that strahlung which is computed promises, and 1e-5 of responses."""
    point, other = answer("point", experiment, *model), answer("point", "--response", response, *model)
    between = answer("query", grid, *model[:-2], "--quiet")
    assert h5py.File(response).attrs["mediator"] == h5py.File(grid).attrs["mediator"] == b"scalar"
    for name in ("n_annihilation", "n_strahlung", "epsilon_up"):
        assert near(between[name], point[name], 1e-6) and near(other[name], point[name], 1e-5), name


def ranges(name):
    """Every curve of a figure in y is within its axis."""
    text = open(f"{name}.gp", encoding="utf-8").read()
    low, high = (float(end) for end in re.search(r"set yrange \[(.*):(.*)\]", text).groups())
    curves = blocks(f"{name}.dat")
    assert sum(title.startswith("thermal target, B-L") for title, _ in curves) == 3, [title for title, _ in curves]
    for title, curve in curves:
        assert low <= numpy.nanmin(numpy.array(curve)[:, 1]) and numpy.nanmax(numpy.array(curve)[:, 1]) <= high, (title, low, high)


def damage(path, copy):
    """A file that says another mediator than its job."""
    shutil.copy(path, copy)
    with h5py.File(copy, "r+") as file:
        file.attrs["mediator"] = numpy.bytes_("Le-Lmu")


{function.__name__: function for function in (points, grids, against_points, widths, roots, toys, scalar, ranges, damage)}[sys.argv[1]](*sys.argv[2:])
