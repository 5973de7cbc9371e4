# SPDX-License-Identifier: GPL-3.0-or-later
"""Factored grids against plain ones: what is promised is 1e-10 of the events plus 1e-13 events.

check_factored.py same EXPANDED PLAIN FACTORED | bits GRID FACTORED | tables CSV CSV
"""
import csv
import sys

import h5py
import numpy

RELATIVE, ABSOLUTE = 1e-10, 1e-13
LARGE = 1e-2  # events, from which on ABSOLUTE is a tenth of RELATIVE


def events_agree(found, expected):
    numpy.testing.assert_array_equal(numpy.isnan(found), numpy.isnan(expected))
    known = ~numpy.isnan(expected)
    assert known.any()
    assert (abs(found - expected)[known] <= RELATIVE * expected[known] + ABSOLUTE).all()


def check_same(expanded_path, plain_path, factored_path):
    with h5py.File(expanded_path) as expanded, h5py.File(plain_path) as plain, h5py.File(factored_path) as factored:
        total = 0.0
        for name in ("n_annihilation", "n_strahlung"):
            events_agree(expanded[name][()], plain[name][()])
            total = total + numpy.nan_to_num(plain[name][()])
            # as anybody reads it: the kept columns' events times the weights, block by block of columns
            kept, weight = factored[f"factored/{name}"], factored[f"factored/{name}_weight"]
            first = numpy.maximum(kept[0] @ weight[0], 0.0)
            shape = tuple(factored["ledger/tile_checksum"].attrs["tile_shape"][-2:])
            assert weight.shape[-1] == shape[0] * shape[1]
            block = plain[name][..., :shape[0], :shape[1]]
            events_agree(first.reshape(block.shape), block)
        numpy.testing.assert_array_equal(expanded["status"][()], plain["status"][()])
        found, expected = expanded["epsilon_up"][()], plain["epsilon_up"][()]
        large = total > LARGE
        assert large.mean() > 0.2
        assert (abs(found[large] - expected[large]) <= RELATIVE * expected[large]).all()
        numpy.testing.assert_array_equal(numpy.isnan(found), numpy.isnan(expected))
        numpy.testing.assert_array_equal(expanded["ledger/tile_checksum"].shape, plain["ledger/tile_checksum"].shape)


def check_bits(path, other_path):
    with h5py.File(path) as grid, h5py.File(other_path) as other:
        names = [f"factored/{name}" for name in other["factored"] if name.startswith("n_") and not name.endswith("_kept")]
        assert len(names) == 6, names
        for name in (*names, "status", "complete", "ledger/tile_checksum"):
            assert grid[name][()].tobytes() == other[name][()].tobytes(), name


def check_tables(path, other_path):
    def rows(name):
        with open(name, encoding="utf-8") as file:
            return list(csv.DictReader(line for line in file if not line.startswith("#")))
    found, expected = rows(path), rows(other_path)
    assert len(found) == len(expected) > 300
    for row, right in zip(found, expected):
        for key, value in right.items():
            if key.startswith(("n_", "epsilon")) and value != row[key]:
                # nine digits are printed
                assert abs(float(row[key]) - float(value)) <= 2e-9 * abs(float(value)) + ABSOLUTE, (key, row, right)


{"same": check_same, "bits": check_bits, "tables": check_tables}[sys.argv[1]](*sys.argv[2:])
