# SPDX-License-Identifier: GPL-3.0-or-later
"""Response files: check_response.py WHAT FOLDER...

    document SOURCE FOLDER    the programs of outputs/response.md print what it says there, in a folder with response.h5
    yields FOLDER             point --response gives what point gives without a mesh, to 1e-5, what files state
    contents FOLDER           names, dimensions, units and texts, as xarray shows them; the CSV has the same numbers
    same FILE FILE            two answers agree to 1e-5
    damage FOLDER             what is not as it was written is refused
"""
import csv
import math
import os
import re
import subprocess
import sys

import h5py
import numpy as np
import xarray

import checks


def close(a, b, relative, what):
    assert abs(a - b) <= relative * abs(b), (what, a, b)


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def document(source, folder):
    text = open(os.path.join(source, "outputs/response.md")).read()
    python = os.path.join(folder, "recast.py")
    open(python, "w").write("\n".join(blocks(text, "python")))
    lines = subprocess.run(["/usr/bin/python3", python], cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()
    program = os.path.join(folder, "recast.c")
    open(program, "w").write(blocks(text, "c")[0])
    build = os.environ["BUILD"]
    subprocess.run(["cc", "-Wall", "-Werror", *os.environ.get("SANITIZE", "").split(), program, "-o", os.path.join(folder, "recast"),
                    f"-I{source}/include", f"-L{build}", "-lepscan", "-lm", f"-Wl,-rpath,{build}"], check=True)
    lines += subprocess.run(["./recast"], cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()
    for line in lines:
        assert line in text, f"response.md does not print: {line}"
    assert len(lines) == 8, lines
    # the yield of the first program, and B-L as a narrow dark photon without its neutrinos' share, by the experiment itself
    experiment = os.path.join(source, "inputs/experiments/na64-2021.yaml")
    point = checks.answer("point", experiment, *checks.options("fermion", 0.225, 0.1, 1 / 3))
    close(float(lines[0].split()[-1]), point["n_annihilation"], 1e-7, "the first program")
    for line in lines[2:7]:
        mass, coupling = float(line.split()[0]), float(line.split()[-1])
        narrow = checks.answer("point", experiment, *checks.options("scalar", mass, 1e-6, 0.3))
        charged = sum((1 + 2 * (lepton / mass) ** 2) * math.sqrt(max(1 - 4 * (lepton / mass) ** 2, 0))
                      for lepton in (checks.ELECTRON_GEV, 0.1056583755))
        e = math.sqrt(4 * math.pi / 137.035999084)
        close(coupling, e * narrow["epsilon_up"] * math.sqrt((1.5 + charged) / 1.5), 6e-4, line)  # three decimals


MODELS = [("fermion", 0.225, 0.1, 1 / 3, 50, 0), ("scalar", 0.3, 0.5, 0.1, 40, -0.03), ("majorana", 0.15, 1e-6, 0.49, 60, 0.03),
          ("fermion", 0.9, 0.9, 0.01, 50, 0.03), ("scalar", 0.24, 1e-12, 0.3, 60, 0)]


def yields(folder):
    experiments = os.path.join(folder, "inputs/experiments")
    for name, models in (("na64-2021", MODELS), ("na64-2021-positron-beam", MODELS[:2])):
        response = os.path.join(folder, name + ".h5")
        for model in models:
            options = checks.options(*model)
            expected = checks.answer("point", f"{experiments}/{name}.yaml", *options)
            found = checks.answer("point", "--response", response, *options)
            assert found["ecal_efficiency"] is None
            for key in expected.keys() - {"ecal_efficiency"}:
                if isinstance(expected[key], float):
                    close(found[key], expected[key], 1e-5, (name, model, key))
                else:
                    assert found[key] == expected[key], (name, model, key, found[key], expected[key])


def contents(folder):
    path = os.path.join(folder, "na64-2021.h5")
    for engine in ("h5netcdf", "netcdf4"):
        with xarray.open_dataset(path, engine=engine) as data:
            R = data.response_annihilation
            assert R.dims == ("sqrt_s", "ecal_threshold", "energy_scale_shift") and R.shape[1:] == (40, 5), R
            assert data.sqrt_s.units == data.ecal_threshold.units == "GeV" and data.weight.units == "GeV2" and R.units == "1"
            assert "narrow" in R.long_name and data.response_strahlung.dims == ("sqrt_s_published",)
            assert "resonance" in data.response_strahlung.taken_at
            for text in ("definition", "yield", "spectral_density", "interpolation", "license", "command_line"):
                assert len(data.attrs[text]) > 20, text
            assert data.interpolation_error <= 1e-5
            assert float(data.sqrt_s.min()) > 0.0714 and float(data.sqrt_s.max()) < 0.3197
    with h5py.File(os.path.join(folder, "na64-2021-positron-beam.h5")) as file:
        end = 2 * checks.ELECTRON_GEV * (100 + checks.ELECTRON_GEV)
        close(file["response_annihilation"].attrs["point_mass_at_s"], end, 1e-12, "where the point mass is")
        assert file["response_annihilation"].attrs["point_mass"] > 0
    for name in ("na64-2021", "na64-2021-first-principles"):
        assert os.path.getsize(os.path.join(folder, name + ".h5")) <= 1e6, name
    with h5py.File(path) as file, open(os.path.join(folder, "na64-2021.csv")) as stream:
        rows = list(csv.DictReader(line for line in stream if not line.startswith("#")))
        R = file["response_annihilation"][...].reshape(-1)
        assert len(rows) == len(R)
        column = np.array([float(row["response_annihilation"]) for row in rows])
        assert np.all(np.abs(column - R) <= 1e-7 * column + 1e-30)
        close(float(rows[200]["sqrt_s_GeV"]), file["sqrt_s"][1], 1e-14, "the second node")
        stream.seek(0)
        said = dict(line[2:].split(":", 1) for line in stream if line.startswith("# ") and ":" in line)
        for key, name in (("sqrt_s_published (GeV)", "sqrt_s_published"), ("its events there", "response_strahlung")):
            published = np.array(said[key].split(), dtype=float)  # 1 MeV to 0.9 GeV, the panels are 0.07 to 0.32: 15 digits
            assert np.allclose(published, file[name][...], rtol=1e-14, atol=0), name


def refused(path, what, text):
    done = checks.run("point", "--response", path, *checks.options("fermion", 0.225, 0.1, 1 / 3), check=False)
    assert done.returncode == 2 and not done.stdout and done.stderr.count("\n") == 1 and text in done.stderr, (what, done)


def damage(folder):
    good = open(os.path.join(folder, "na64-2021.h5"), "rb").read()
    path = os.path.join(folder, "damaged.h5")
    for at in range(100, len(good), len(good) // 5):
        open(path, "wb").write(good[:at] + bytes([good[at] ^ 4]) + good[at + 1:])
        refused(path, f"bit 2 of byte {at}", "damaged")
    open(path, "wb").write(good[: len(good) // 2])
    refused(path, "half of it", "damaged")
    with h5py.File(os.path.join(folder, "na64-2021.h5")) as source, h5py.File(path, "w") as copy:
        for name in source:
            if name != "ledger":
                source.copy(name, copy)
        copy.attrs.update(source.attrs)
    refused(path, "written anew", "other software")


def same(one, other):
    a, b = checks.read_json(one), checks.read_json(other)
    for key in ("rho_norm", "n_annihilation", "n_strahlung", "epsilon_up"):
        close(a[key], b[key], 1e-5, key)


if __name__ == "__main__":
    {"document": document, "yields": yields, "contents": contents, "same": same, "damage": damage}[sys.argv[1]](*sys.argv[2:])
