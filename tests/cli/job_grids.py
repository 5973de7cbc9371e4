# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checkers of the jobs share: the grids that they made, with statuses proved, and points of the experiments beside them."""
import re

import h5py
import numpy

import point_status
from checks import AXES, answer, options, texts


class Jobs:
    """A folder with inputs/, jobs/ and outputs/."""

    def __init__(self, folder):
        self.folder = folder

    def experiment(self, name):
        return f"{self.folder}/inputs/experiments/{name}.yaml"

    def point(self, experiment, *model):
        return answer("point", self.experiment(experiment), *options(*model))

    def write_variant(self, of, name, *changes):
        """An experiment that differs from another by (pattern, replacement), each found once."""
        with open(self.experiment(of)) as file:
            text = file.read()
        for pattern, replacement in changes:
            text, replaced = re.subn(pattern, replacement, text)
            assert replaced == 1, pattern
        with open(self.experiment(name), "w") as file:
            file.write(text)


class Grid:
    def __init__(self, path):
        with h5py.File(path) as f:
            self.axes = [f[n][()] for n in AXES]
            self.n, self.epsilon, self.status = (f[n][()] for n in ("n_annihilation", "epsilon_up", "status"))
            self.spins = texts(f["spin"])
            self.statuses = point_status.check_grid(f)

    def at(self, spin, *values):
        """The index of a point; only its mass may be between the grid's."""
        index = [int(numpy.argmin(abs(axis - v))) for axis, v in zip(self.axes, values)]
        assert all(abs(axis[i] - v) < 1e-9 for axis, i, v in list(zip(self.axes, index, values))[1:]), values
        return (self.spins.index(spin), *index)
