# SPDX-License-Identifier: GPL-3.0-or-later
"""What checkers share: epscan (the program of the environment) and its answers, tables as it prints them, closeness of numbers."""
import csv
import json
import os
import subprocess

AXES = ("mA", "alpha_D", "mass_ratio", "ecal_threshold", "energy_scale_shift")
ELECTRON_GEV = 0.51099895e-3  # PDG


def run(*words, **more):
    """The finished process; an exit status other than 0 is an error unless check=False."""
    return subprocess.run([os.environ["EPSCAN"], *words], **{"check": True, "capture_output": True, "text": True, **more})


def printed(*words, **more):
    return run(*words, **more).stdout


def answer(*words, **more):
    """The JSON that point, query or simulate print."""
    return json.loads(printed(*words, **more))


def options(spin, mass_GeV, alpha_D, ratio, threshold_GeV=None, shift=None):
    """A model point and a selection as epscan's options, to the last bit."""
    values = {"mA": mass_GeV, "alpha-D": alpha_D, "mass-ratio": ratio, "threshold": threshold_GeV, "scale-shift": shift}
    return [f"--spin={spin}", *(f"--{name}={float(value)!r}" for name, value in values.items() if value is not None)]


def read_json(path):
    with open(path) as file:
        return json.load(file)


def rows(source):
    """A CSV with a header, of a path or of text: a dictionary a row, of words."""
    return list(csv.DictReader(source.splitlines() if "\n" in source else open(source)))


def area(table, mass):
    """Of one mass in what `epscan spectrum` prints, by trapezoids; energies rise."""
    total, last = 0, None
    for row in rows(table):
        if float(row["mA_GeV"]) != mass:
            continue
        now = float(row["E_GeV"]), float(row["dN_dE_per_GeV"])
        if last:
            assert now[0] > last[0], (last, now)
            total += (now[0] - last[0]) * (now[1] + last[1]) / 2
        last = now
    return total


def numbers(path):
    """The rows of a CSV below its header, as numbers."""
    return [[float(word) for word in row] for row in list(csv.reader(open(path)))[1:]]


def blocks(path):
    """The blocks of a figure's data: (words of its first comment, rows of numbers)."""
    found = []
    for text in open(path).read().strip().split("\n\n\n"):
        lines = text.strip().split("\n")
        found.append((lines[0][2:], [[float(word) for word in line.split()] for line in lines if line and line[0] != "#"]))
    return found


def texts(dataset):
    """The strings of an HDF5 dataset, of whatever kind."""
    return [text.decode() if isinstance(text, bytes) else text for text in dataset[()]]


def near(a, b, relative):
    """Whether a is b, b > 0, within a share of b."""
    return abs(float(a) / float(b) - 1) < relative
