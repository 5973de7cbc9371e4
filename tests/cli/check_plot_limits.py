# SPDX-License-Identifier: GPL-3.0-or-later
"""`epscan plot limits`: lines are those of query and point, ranges hold every curve, no two lines look alike without colours.

check_plot_limits.py FOLDER EXPERIMENT BEAM LIMITS: the test's; two experiments; published limits
"""
import re
import sys

import numpy

from checks import answer, blocks, near, options, rows, printed

work, experiment, beam, limits = sys.argv[1:]


def figure(name):
    return {title: numpy.array(rows) for title, rows in blocks(f"{work}/{name}.dat")}


def script(name):
    return open(f"{work}/{name}.gp", encoding="utf-8").read()


def ranges(name):
    return [[float(end) for end in re.search(rf"set {axis}range \[(.*):(.*)\]", script(name)).groups()] for axis in "xy"]


def check_peak():
    """The limit at the mass of the beam's resonance, 1e-7 wide, which no mass of the grid is near: epscan point to 1e-6."""
    ((_, line),) = [(name, block) for name, block in figure("peak").items() if "scalar" in name]
    mass, epsilon = line[line[:, 1].argmin()]
    assert near(mass, 0.319688, 1e-5), mass  # sqrt(2 m_e (E0 + m_e)) of 100 GeV
    point = answer("point", beam, *options("scalar", mass, 1e-4, 1 / 3, 50, 0))
    assert near(epsilon, point["epsilon_up"], 1e-6), (epsilon, point)
    assert epsilon < 0.2 * min(line[0, 1], line[-1, 1])  # which the grid's own points do not show
    assert (numpy.diff(line[:, 0]) > 0).all()


def check_options():
    """Of a coupling between those of the grid: y and m_chi of what query has at the same masses."""
    data = figure("options")
    line = data["scalar, α_D = 0.3"]
    for mchi, y in line[:: len(line) // 5]:
        at = answer("query", f"{work}/outputs/lines.h5", *options("scalar", 3 * mchi, 0.3, 1 / 3))
        assert near(y, at["y_up"], 1e-8), (mchi, y, at)
    target = data["thermal target, majorana, alpha_D = 0.1".replace("majorana", "Majorana")]
    x, y = target[len(target) // 2]
    relic = rows(printed("relic", "--kind", "majorana", "--mchi", repr(float(x)), "--alpha-D", "0.1"))
    assert near(y, relic[0]["y"], 1e-4), (x, y, relic)  # masses of the data have 12 digits, the target's y is found to 1e-5
    typed = numpy.loadtxt(f"{limits}/na64-2021-scalar-alphaD0.1.csv", delimiter=",", comments=("#", "m"))
    own = data[f"{limits}/na64-2021-scalar-alphaD0.1.csv"[:120]]
    assert numpy.allclose(own[:, 0], typed[:, 0] / 3) and numpy.allclose(own[:, 1], 0.1 * typed[:, 1] ** 2 / 81)
    text = script("options")
    assert "lc rgb '#123456' lw 1 dt 3 title 'the\\_paper’s'" in text, text
    assert "na62-2019.csv" in data and "babar-2017.csv" not in data


def check_ranges():
    for name in ("peak", "options", "many", "stored"):
        x, y = ranges(name)
        for title, block in figure(name).items():
            if not re.match("projection|scalar|fermion|thermal target|/", title):
                continue  # bounds of others may reach beyond the masses
            assert numpy.nanmin(block[:, 0]) >= 0.999 * x[0] and numpy.nanmax(block[:, 0]) <= 1.001 * x[1], (name, title)
            values = block[:, 1][numpy.isfinite(block[:, 1])]
            assert values.min() >= y[0] and values.max() <= y[1], (name, title, y)


def check_greyscale():
    looks = re.findall(r"with lines lc rgb '\S+' (lw \S+ dt \d)", script("many"))
    assert len(looks) == 16 and len(set(looks)) == 16, looks


def check_expected():
    """Two lines, and the bands of the first: those of epscan limit --method cls-asymptotic at the same masses."""
    data = figure("expected")
    assert [name for name in data if name.startswith("fermion")] == [
        "fermion, α_D = 0.1, E_{ECAL} < 45 GeV", "fermion, α_D = 0.1, E_{ECAL} < 50 GeV"]
    band = data["expected, ± 2σ"]
    for mass, low, high in (band[0], band[len(band) // 2]):
        words = options("fermion", mass, 0.1, 1 / 3) + ["--threshold=45", "--method=cls-asymptotic", "--quiet"]
        (row,) = rows(printed("limit", experiment, *words))
        assert near(low, row["epsilon_expected_minus_2"], 1e-6) and near(high, row["epsilon_expected_plus_2"], 1e-6)
    assert ranges("expected")[0] == [0.2, 0.3]


def check_map():
    """What query has at masses and couplings between the grid's; the change with the energy scale, from query on either side."""
    scans = figure("map")["map"]
    for mass, alpha, epsilon in scans[[0, 1234, -1]]:
        at = answer("query", f"{work}/outputs/lines.h5", *options("scalar", mass, alpha, 1 / 3))
        assert near(epsilon, at["epsilon_up"], 1e-8), (mass, alpha, epsilon, at)
    for mass, threshold, change in figure("derivative")["map"][[700, 4000]]:
        low, high = (answer("query", f"{work}/outputs/shifts.h5", *options("fermion", mass, 0.1, 1 / 3, threshold, shift))["epsilon_up"]
                     for shift in (-2e-3, 2e-3))
        assert near(change, 0.01 * numpy.log(high / low) / 4e-3, 1e-6), (mass, threshold, change)


def check_ratio():
    """Two couplings at masses of the grid, which are on both lines."""
    for name, less in ("ratio", 0), ("difference", 1):
        ((_, line),) = [item for item in figure(name).items() if item[0].startswith("scalar")]
        mass, value = line[len(line) // 2]
        one, other = (answer("query", f"{work}/outputs/lines.h5", *options("scalar", mass, alpha, 1 / 3))["epsilon_up"] for alpha in (0.1, 0.5))
        assert near(value + less, other / one, 1e-3), (name, mass, value)  # lines are straight between points, 2 % of ln epsilon at most


check_peak()
check_map()
check_ratio()
check_options()
check_ranges()
check_greyscale()
check_expected()
