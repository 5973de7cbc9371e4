# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulation's table of track lengths has the integrals of its file's bins. check_track_table.py FINE FILE TABLE

FINE: what epscan tracklength interpolates from the table, from 5 GeV to the beam in steps of 5 MeV
"""
import sys

import h5py
import numpy

energy, primary, secondary = numpy.loadtxt(sys.argv[1], delimiter=",", skiprows=1, unpack=True)
rows = numpy.loadtxt(sys.argv[3], delimiter=",", skiprows=4)
assert len(rows) <= 600 and rows[0][0] == 5 and abs(rows[-1][0] - 99) < 1e-9 and (rows >= 0).all()
with h5py.File(sys.argv[2]) as f:
    edges = f["energy_edges_GeV"][()]
    track, error = (f["track_length_X0_per_GeV" + end][:, -1, :] for end in ("", "_error"))
for particle, values in ((0, primary), (1, secondary)):
    for i in range(85):  # the linear bins
        inside = (energy >= edges[i] - 1e-9) & (energy <= edges[i + 1] + 1e-9)
        integral = numpy.trapz(values[inside], energy[inside]) / (edges[i + 1] - edges[i])
        expected = track[particle, i]
        # interpolated once more between four rows a bin, which shows where neighbouring bins differ by their statistical errors
        assert abs(integral - expected) < 0.005 * expected + 0.2 * error[particle, i], (particle, i, integral, expected)
