# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two simulations have the same datasets and attributes of events, bit by bit: else exit 1 and what differs."""
import sys

import h5py
import numpy


def datasets(f):
    found = {}
    f.visititems(lambda name, item: found.update({name: item}) if isinstance(item, h5py.Dataset) else None)
    return found


def bits(value):
    value = numpy.asarray(value)
    return value.tolist() if value.dtype == object else value.tobytes()


with h5py.File(sys.argv[1]) as a, h5py.File(sys.argv[2]) as b:
    ours, theirs = datasets(a), datasets(b)
    if ours.keys() != theirs.keys() or len(ours) < 13:
        sys.exit("other datasets: %s" % sorted(ours.keys() ^ theirs.keys()))
    for name in ours:
        if ours[name].shape != theirs[name].shape or bits(ours[name][()]) != bits(theirs[name][()]):
            sys.exit(name)
    for name, value in a["events/table"].attrs.items():
        if bits(value) != bits(b["events/table"].attrs[name]):
            sys.exit("attribute " + name)
