# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of jobs/own-sectors.md is what its script's commands print; and the inelastic sector's events are the fold by hand of its
density, as DESIGN.md has it and not as a table, with the response file.

check_own_sectors.py SOURCE FOLDER
"""
import hashlib
import os
import re
import subprocess
import sys

import h5py
import numpy as np
import xarray

from checks import answer, near, printed, rows

source, folder = sys.argv[1:3]
experiment, response = f"{source}/inputs/experiments/na64-2021.yaml", f"{folder}/response.h5"
printed("response", experiment, "-o", response)
text = open(f"{source}/jobs/own-sectors.md").read()


def by_hand():
    """Gauss-Legendre between the panels' edges and points that approach the pole and the threshold by factors of 2."""
    m1, m2, alpha_D, M = 0.075, 0.090, 0.1, 0.24**2
    threshold = (m1 + m2) ** 2

    def width(s):
        q = np.sqrt(np.maximum((s - (m1 + m2) ** 2) * (s - (m2 - m1) ** 2), 0) / (4 * s))
        return 2 * alpha_D * q / (3 * np.sqrt(s)) * (3 * m1 * m2 + s - (m1**2 + m2**2) / 2 - (m1**2 - m2**2) ** 2 / (2 * s))

    with h5py.File(response) as file:
        edge, R = file["panel_edge"][...], file["response_annihilation"][:, 0, 0].reshape(-1, 24)
    x, w = np.polynomial.legendre.leggauss(24)
    steps = 2.0 ** np.arange(-30, 10)
    breaks = np.concatenate([edge, [M, threshold], M - steps * width(M), M + steps * width(M), threshold + steps * threshold])
    breaks = np.unique(np.clip(breaks, edge[0], edge[-1]))
    total = 0.0
    for low, high in zip(breaks, breaks[1:]):
        s, p = (low + high + (high - low) * x) / 2, np.searchsorted(edge, (low + high) / 2) - 1
        nodes = (edge[p] + edge[p + 1] + (edge[p + 1] - edge[p]) * x) / 2
        lagrange = [np.prod([(s - b) / (a - b) for b in nodes if b != a], axis=0) for a in nodes]
        rho = width(s) / np.pi / ((s - M) ** 2 + (width(M) * s / M) ** 2)
        total += (high - low) / 2 * np.sum(w * rho * (R[p] @ lagrange))
    return 1e-8 * total


for sector in ("inelastic", "continuum"):
    table = f"{source}/jobs/own-sectors/{sector}.csv"
    made = subprocess.run(["awk", "-v", f"sector={sector}", "-f", f"{source}/jobs/own-sectors.awk"], stdout=subprocess.PIPE, check=True)
    columns = np.loadtxt(made.stdout.decode().splitlines(), delimiter=",", skiprows=1)
    assert np.allclose(columns, np.loadtxt(table, delimiter=",", skiprows=1), rtol=1e-8, atol=0), sector
    point = answer("point", "--response", response, "--model-table", table)
    direct = answer("point", experiment, "--model-table", table)
    limit = rows(printed("limit", experiment, "--model-table", table, "--method", "cls-asymptotic", "--quiet"))[0]
    found = [point[key] for key in ("rho_norm", "n_annihilation", "n_strahlung", "epsilon_up")] + [float(limit["epsilon_up"])]
    stated = [float(word) for word in re.search(rf"(?m)^\| {sector}:[^|]*\|(.*)\|$", text)[1].split("|")]
    for number, written in zip(found, stated, strict=True):
        assert near(number, written, 5e-6), (sector, number, written)  # five decimals at the least
    for key in ("n_annihilation", "n_strahlung"):
        assert near(point[key], direct[key], 1e-6), (sector, key, point[key], direct[key])
    if sector == "inelastic":
        assert near(point["n_annihilation"], by_hand(), 1e-4), (point["n_annihilation"], by_hand())
        current = answer("point", experiment, "--spin=pseudo-dirac", "--mA=0.24", "--alpha-D=0.1", "--mass-ratio=0.3125", "--splitting=0.2")
        assert near(current["n_annihilation"], by_hand(), 1e-6), (current["n_annihilation"], by_hand())

grid = f"{folder}/own-sectors.h5"
printed("scan", f"{source}/jobs/own-sectors/own-sectors.yaml", "-o", grid, "--quiet")
with xarray.open_dataset(grid) as data:
    assert data.n_annihilation.dims == ("model_table", "ecal_threshold", "energy_scale_shift") and data.epsilon_up.shape == (2, 3, 3)
    for sector, threshold, shift in (("inelastic", 45, 0.015), ("continuum", 55, -0.015)):
        cell = data.sel(model_table=f"{sector}.csv", ecal_threshold=threshold, energy_scale_shift=shift)
        point = answer("point", experiment, "--model-table", f"{source}/jobs/own-sectors/{sector}.csv", f"-t{threshold}",
                       f"--scale-shift={shift}")
        for key in ("rho_norm", "n_annihilation", "n_strahlung", "epsilon_up"):
            assert near(float(cell[key]), point[key], 1e-6), (sector, key)
        assert float(cell.status) == 0
with h5py.File(grid) as file:
    texts = dict(zip(file["provenance/input_path"].asstr(), zip(file["provenance/input_text"][:], file["provenance/input_sha256"].asstr())))
    for sector in ("inelastic", "continuum"):
        text, sha256 = texts[f"{sector}.csv"]
        assert text == open(f"{source}/jobs/own-sectors/{sector}.csv", "rb").read(), sector
        assert hashlib.sha256(text).hexdigest() == sha256
