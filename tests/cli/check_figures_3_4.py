# SPDX-License-Identifier: GPL-3.0-or-later
"""Figs. 3 and 4 show the grid's limits, relic's targets, moment's band, bounds as typed; "excluded" is where y is below the target.

check_figures_3_4.py FOLDER LIMITS: the test's, with moments.csv and relic.csv; that of the published limits
"""
import math
import sys

import numpy
import xarray

from checks import blocks, near, rows

work, limits = sys.argv[1:]
fig3, fig4 = ({name: numpy.array(rows) for name, rows in blocks(f"{work}/{figure}.dat")} for figure in ("fig3", "fig4"))
grid = xarray.open_dataset(work + "/outputs/lines.h5")


def epsilon_up(spin, alpha):
    return grid.epsilon_up.sel(spin=spin, alpha_D=alpha).values.ravel()


def check_lines():
    for alpha in (0.1, 0.5):
        for spin in ("fermion", "scalar"):
            block = fig4[f"limit, {spin}, alpha_D = {alpha:g}"]
            assert numpy.allclose(block[:, 0], grid.mA / 3, rtol=1e-11)
            assert numpy.allclose(block[:, 1], alpha * epsilon_up(spin, alpha) ** 2 / 81, rtol=1e-11)
    assert numpy.allclose(fig3["fermion, α_D = 0.1"][:, 1], epsilon_up("fermion", 0.1), rtol=1e-11)


def check_targets_and_moments():
    target = fig4["thermal target, Majorana, alpha_D = 0.5"]
    for row in rows(work + "/relic.csv"):
        end = 0 if float(row["mchi_GeV"]) == 0.001 else -1
        assert near(target[end, 0], row["mchi_GeV"], 1e-9) and near(target[end, 1], row["y"], 1e-7)
    band = fig3["PRL 126, 141801 (2021)"]
    for row, at in zip(rows(work + "/moments.csv"), (band[0], band[-1])):
        assert near(at[1], row["epsilon_2021_low"], 1e-7) and near(at[2], row["epsilon_2021_high"], 1e-7)


def check_published():
    for name in ("babar-2017", "na62-2019", "e787-e949-lobe1", "e787-e949-lobe2", "na64-2019-strahlung"):
        path = f"{limits}/{name}.csv"
        typed = numpy.loadtxt(path, delimiter=",", skiprows=sum(line[0] in "#m" for line in open(path)))
        assert numpy.array_equal(fig3[name + ".csv"], typed)
        y = fig4[name + ".csv, alpha_D = 0.1"]
        assert numpy.allclose(y[:, 0], typed[:, 0] / 3, rtol=1e-11), name
        assert numpy.allclose(y[:, 1], 0.1 * typed[:, 1] ** 2 / 81, rtol=1e-11), name


def printed_ranges():
    """The ends in MeV of what is printed as excluded, by alpha_D and kind."""
    found = {}
    for text in open(work + "/fig4.txt").read().strip().split("\n")[1:]:
        words = text.split("(")[0].replace("-", " - ").replace("pseudo - Dirac", "pseudo-Dirac").split()
        found[float(words[1]), words[2]] = [float(x.strip(",")) for x in words[3:] if x != "-"]
    return found


def check_excluded():
    ranges = printed_ranges()

    def inside(key, mchi):
        return sum(end < mchi for end in ranges[key]) % 2 == 1

    for alpha, kind in ranges:
        target = fig4[f"thermal target, {kind}, alpha_D = {alpha:g}"]
        limit = fig4[f"limit, {'scalar' if kind == 'scalar' else 'fermion'}, alpha_D = {alpha:g}"]
        y_up = numpy.exp(numpy.interp(*(numpy.log(x) for x in (target[:, 0], limit[:, 0], limit[:, 1]))))
        for mchi, below in zip(1e3 * target[:, 0], y_up < target[:, 1]):
            if all(abs(math.log(mchi / end)) > 0.02 for end in ranges[alpha, kind]):  # a step of the target's masses is 4 %
                assert inside((alpha, kind), mchi) == below, (alpha, kind, mchi)
    # the paper: scalar and Majorana excluded from 70 to 95 MeV at alpha_D = 0.1; at 0.5 the scalar from 70 to 90, Majorana touched
    assert all(inside((0.1, kind), mchi) for kind in ("scalar", "Majorana") for mchi in (71, 80, 95))
    assert inside((0.5, "scalar"), 80) and inside((0.5, "Majorana"), 80) and not ranges[0.5, "pseudo-Dirac"]


check_lines()
check_targets_and_moments()
check_published()
check_excluded()
