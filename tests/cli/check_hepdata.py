# SPDX-License-Identifier: GPL-3.0-or-later
"""HEPData submissions obey HEPData's rules and hold the grid's numbers: a table a model; qualifiers; "-" where nothing is excluded.

check_hepdata.py whole GRID: the folders submission and part | without GRID FOLDER | linked GRID FOLDER URL
"""
import itertools
import math
import sys

import h5py

import hepdata_rules
from checks import AXES, ELECTRON_GEV, near, texts

CM_ENERGY_GEV = math.sqrt(2 * ELECTRON_GEV * 100 + 2 * ELECTRON_GEV**2)


class Grid:
    def __init__(self, path):
        self.path = path
        with h5py.File(path) as file:
            self.values = {axis: list(file[axis][...]) for axis in AXES}
            self.spins = texts(file["spin"])
            self.epsilon_up, self.n_annihilation, self.n_strahlung = (
                file[name][...] for name in ("epsilon_up", "n_annihilation", "n_strahlung"))

    def qualifiers(self, spin, alpha, ratio, threshold, shift):
        v = self.values
        return {"SPIN": self.spins[spin], "ALPHA_D": v["alpha_D"][alpha], "R = m_chi/m_A'": v["mass_ratio"][ratio],
                "ECAL threshold": v["ecal_threshold"][threshold], "ECAL energy scale shift": v["energy_scale_shift"][shift]}


def number(value):
    return float(value) if math.isfinite(value) else "-"


def check_y(printed, epsilon, alpha, ratio):
    assert printed == "-" if math.isinf(epsilon) else near(printed, alpha * epsilon**2 * ratio**4, 1e-14)


def check_table(grid, entry, data, masses, model):
    keywords = {k["name"]: k["values"] for k in entry["keywords"]}
    assert near(keywords["cmenergies"][0], CM_ENERGY_GEV, 1e-14) and keywords["reactions"]
    (mass,), dependent = data["independent_variables"], data["dependent_variables"]
    assert mass["header"]["units"] == "GeV"
    assert [v["value"] for v in mass["values"]] == [grid.values["mA"][i] for i in masses]
    for i, variable in enumerate(dependent):
        qualifiers = {q["name"]: q["value"] for q in variable["qualifiers"]}
        for name, value in grid.qualifiers(*model).items():
            assert qualifiers[name] == value, name
        assert i > 1 or (qualifiers["CL"] == 90 and qualifiers["Limit method"] == "counting")
    spin, alpha, ratio, threshold, shift = model
    got = [[v["value"] for v in variable["values"]] for variable in dependent]
    epsilon = [grid.epsilon_up[spin, m, alpha, ratio, threshold, shift] for m in masses]
    assert got[0] == [number(e) for e in epsilon]
    assert got[2] == [number(grid.n_annihilation[spin, m, alpha, ratio, threshold, shift]) for m in masses]
    assert got[3] == [number(grid.n_strahlung[spin, m, alpha, ratio, threshold, shift]) for m in masses]
    for y, e in zip(got[1], epsilon):
        check_y(y, e, grid.values["alpha_D"][alpha], grid.values["mass_ratio"][ratio])


def check_submission(grid, folder, masses, *others):
    about, tables = hepdata_rules.submission(folder)
    assert hepdata_rules.digest(grid.path) in about["comment"] and 'the "grid" #1 \\ ε' in about["comment"]
    assert [r["location"] for r in about["additional_resources"]] == ["grid.h5"]
    assert hepdata_rules.digest(folder + "/grid.h5") == hepdata_rules.digest(grid.path)
    models = list(itertools.product(*others))
    assert len(tables) == len(models)
    for (entry, data), model in zip(tables, models):
        check_table(grid, entry, data, masses, model)
    return tables


def check_whole(path):
    grid = Grid(path)
    tables = check_submission(grid, "submission", range(400), range(2), range(3), range(2), [2], [1])
    assert tables[0][1]["dependent_variables"][0]["values"][-1]["value"] == "-"  # beyond the published strahlung limit
    masses = [i for i, m in enumerate(grid.values["mA"]) if 0.1 <= m <= 0.4]
    check_submission(grid, "part", masses, [0], range(3), [0], [1, 3], [2])


def check_without(path, folder):
    """The grid stays outside."""
    about, tables = hepdata_rules.submission(folder)
    assert "additional_resources" not in about and hepdata_rules.digest(path) in about["comment"] and len(tables) == 1


def check_linked(path, folder, url):
    about, _ = hepdata_rules.submission(folder)
    assert [r["location"] for r in about["additional_resources"]] == [url]
    assert hepdata_rules.digest(path) in about["comment"] and "larger than" not in about["comment"]


{"whole": check_whole, "without": check_without, "linked": check_linked}[sys.argv[1]](*sys.argv[2:])
