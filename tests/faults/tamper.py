# SPDX-License-Identifier: GPL-3.0-or-later
"""Grids that someone changed with h5py, in ways that HDF5 finds nothing wrong with: every reader refuses each, with one line.

    tamper.py GRID.h5 JOB.yaml          with EPSCAN (the program) and BUILD (for libepscan.so) in the environment; with
                                        SAMPLE=N, each N-th change

Each change is made to a grid as it was written, whose seal shows it, and to one without a seal, as epscan 0.1 wrote them, where the
structure and the comparison with the embedded job must show it. The unchanged ones are read by all.
"""
import ctypes
import hashlib
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy as np

from unseal import unseal

grid, job = sys.argv[1:3]
epscan, build = os.environ["EPSCAN"], os.environ["BUILD"]
work = tempfile.mkdtemp()
path = os.path.join(work, "changed.h5")
failures = []


def replace(file, name, **arguments):
    """A dataset anew, of other data, extents, type or storage."""
    data = arguments.pop("data", file[name][()])
    del file[name]
    return file.create_dataset(name, data=data, **arguments)


def axis(name, change):
    def apply(file):
        values = file[name][...]
        file[name][...] = change(values)
    return apply


def at(index, value):
    def change(values):
        values[index] = value
        return values
    return change


def flip_bit_48(values):
    values.view("u8")[7] ^= np.uint64(1 << 48)
    return values


def attribute(name, value, of="/"):
    def apply(file):
        file[of].attrs[name] = value
    return apply


def text(value):
    return np.array(value.encode(), "S%d" % (len(value) + 1))


def edit_text(name, index, old, new, hash_name=None):
    """Change an embedded text, and its hash too where one is named."""
    def apply(file):
        set_ = file[name]
        value = set_[index]
        assert old in value, (name, old)
        changed = value.replace(old, new)
        set_[index] = changed
        if hash_name and "/" in hash_name:
            file[hash_name][index] = hashlib.sha256(changed).hexdigest().encode()
        elif hash_name:
            file.attrs[hash_name] = text(hashlib.sha256(changed).hexdigest())
    return apply


def limit_table(hashed):
    def apply(file):
        index = [i for i, name in enumerate(file["provenance/input_path"][...]) if b"strahlung" in name][0]
        edit_text("provenance/input_text", index, b"0.23,1.03e-03", b"0.23,3.03e-03",
                  "provenance/input_sha256" if hashed else None)(file)
    return apply


def other(name, **arguments):
    return lambda file: replace(file, name, **arguments)


def external_storage(file):
    values = file["n_annihilation"][...]
    raw = os.path.join(work, "raw.bin")
    values.tofile(raw)
    del file["n_annihilation"]
    space = h5py.h5s.create_simple(values.shape)
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_external(raw.encode(), 0, values.nbytes)
    h5py.h5d.create(file.id, b"n_annihilation", h5py.h5t.IEEE_F64LE, space, properties)


def move_away(file, name):
    with h5py.File(os.path.join(work, "elsewhere.h5"), "w") as elsewhere:
        file.copy(name, elsewhere, "there")
    del file[name]


def external_link(name):
    def apply(file):
        move_away(file, name)
        file[name] = h5py.ExternalLink(os.path.join(work, "elsewhere.h5"), "/there")
    return apply


def soft_link(name):
    def apply(file):
        file.move(name, "/elsewhere")
        file[name] = h5py.SoftLink("/elsewhere")
    return apply


def virtual_dataset(file):
    shape, chunks = file["epsilon_up"].shape, file["epsilon_up"].chunks
    move_away(file, "epsilon_up")
    layout = h5py.VirtualLayout(shape=shape, dtype="f8")
    layout[...] = h5py.VirtualSource(os.path.join(work, "elsewhere.h5"), "there", shape=shape)
    file.create_virtual_dataset("epsilon_up", layout)
    assert chunks


def committed_type(file):
    values = file["n_strahlung"][...]
    del file["n_strahlung"]
    file["type"] = np.dtype("f8")
    file.create_dataset("n_strahlung", data=values, dtype=file["type"])


def group_for(name):
    def apply(file):
        del file[name]
        file.create_group(name)
    return apply


def huge_axis(file):
    del file["mA"]
    file.create_dataset("mA", shape=(1 << 50,), dtype="f8", chunks=(1024,))


def huge_text(file):
    """A text that the file does not have: 4 GB of nothing."""
    del file["provenance/job"]
    space, properties = h5py.h5s.create(h5py.h5s.SCALAR), h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    type_ = h5py.h5t.C_S1.copy()
    type_.set_size((1 << 32) - 2)
    h5py.h5d.create(file["provenance"].id, b"job", type_, space, properties)


def ledger(change):
    def apply(file):
        shape = file["ledger/tile_checksum"].attrs["tile_shape"]
        change(file)
        file["ledger/tile_checksum"].attrs["tile_shape"] = shape
    return apply


changes = {
    "a NaN mass": axis("mA", at(3, np.nan)),
    "an infinite mass": axis("mA", at(-1, np.inf)),
    "a negative mass": axis("mA", at(0, -0.1)),
    "equal masses": axis("mA", at(slice(None), 0.2)),
    "decreasing masses": axis("mA", lambda values: values[::-1]),
    "bit 48 of a mass": axis("mA", flip_bit_48),
    "masses moved by 1e-6": axis("mA", lambda values: values * (1 + 1e-6)),
    "NaN ratios": axis("mass_ratio", at(slice(None), np.nan)),
    "a ratio above 1/2": axis("mass_ratio", at(-1, 0.7)),
    "alpha_D above 4 pi": axis("alpha_D", at(-1, 20.0)),
    "a threshold above the beam": axis("ecal_threshold", at(-1, 500.0)),
    "a shift of one": axis("energy_scale_shift", at(0, -1.0)),
    "repeated spins": attribute("spins", text("fermion fermion")),
    "spins exchanged": attribute("spins", text("scalar fermion")),
    "spins of variable length": attribute("spins", "fermion scalar"),
    "single-precision masses": other("mA", dtype="f4"),
    "fewer masses": lambda file: replace(file, "mA", data=file["mA"][:-1]),
    "masses in a matrix": lambda file: replace(file, "mA", data=file["mA"][...].reshape(2, -1)),
    "masses without end": huge_axis,
    "a limit table": limit_table(False),
    "a limit table and its hash": limit_table(True),
    "the experiment": edit_text("provenance/input_text", 0, b"0.841", b"0.941"),
    "the job": edit_text("provenance/job", (), b"0.4,", b"0.5,"),
    "the job and its hash": edit_text("provenance/job", (), b"0.4,", b"0.5,", "job_sha256"),
    "the name of the experiment": edit_text("provenance/job", (), b"textbook", b"textb00k", "job_sha256"),
    "a text of 4 GB": huge_text,
    "no n_strahlung": lambda file: file.pop("n_strahlung"),
    "a group for n_strahlung": group_for("n_strahlung"),
    "n_strahlung of a committed type": committed_type,
    "the confidence level": attribute("confidence_level", 0.95),
    "a NaN confidence level": attribute("confidence_level", np.nan),
    "a confidence level as text": attribute("confidence_level", text("0.9")),
    "the limit method": attribute("limit_method", text("bayes")),
    "the title": attribute("title", text("another grid")),
    "a physics version of floats": attribute("physics_version", 3.0),
    "no share": attribute("shard_count", np.int32(0)),
    "a huge mark of completion": other("complete", data=np.full(4096, 0x41, "u1")),
    "a mark of completion of doubles": other("complete", data=1.0),
    "a group for the mark": group_for("complete"),
    "a matrix for the ledger": ledger(lambda f: replace(f, "ledger/tile_checksum", data=f["ledger/tile_checksum"][...][None])),
    "a longer ledger": ledger(lambda f: replace(f, "ledger/tile_checksum", data=np.ones(4096, "u8"))),
    "a ledger of doubles": ledger(lambda f: replace(f, "ledger/tile_checksum", dtype="f8")),
    "a group for a variable": group_for("epsilon_up"),
    "external raw storage": external_storage,
    "an external link": external_link("n_annihilation"),
    "an external link to provenance": external_link("provenance"),
    "an external link to the ledger": external_link("ledger/tile_checksum"),
    "a soft link": soft_link("epsilon_up"),
    "a virtual dataset": virtual_dataset,
    "another filter": lambda f: replace(f, "epsilon_up", compression="lzf", chunks=f["epsilon_up"].chunks),
    "no chunks": other("epsilon_up"),
    "other chunks": other("epsilon_up", chunks=(1, 1, 1, 1, 1, 1)),
    "an axis less": lambda f: replace(f, "epsilon_up", data=f["epsilon_up"][..., 0]),
    "statuses of 16 bits": other("status", dtype="u2"),
}
# what structure and job do not tell: n_strahlung of unsealed grids, all of older physics versions, is compared with nothing
only_sealed = {"a limit table and its hash"}


def run(arguments, **options):
    return subprocess.run([epscan, *arguments], capture_output=True, timeout=60, errors="replace", cwd=work, **options)


def library(connection):
    """libepscan in a process of its own: a crash must not be ours."""
    lib = ctypes.CDLL(os.path.join(build, "libepscan.so"))
    lib.epscan_error_message.restype = ctypes.c_char_p
    handle = ctypes.c_void_p()
    connection.send((lib.epscan_grid_open(path.encode(), ctypes.byref(handle)), lib.epscan_error_message().decode()))


def read_by_library():
    here, there = multiprocessing.Pipe()
    child = multiprocessing.get_context("fork").Process(target=library, args=(there,))
    child.start()
    child.join(60)
    if child.exitcode != 0 or not here.poll():
        return child.exitcode or -1, ""
    return here.recv()


def clean(name):
    out = os.path.join(work, name)
    shutil.rmtree(out, ignore_errors=True) if os.path.isdir(out) else None
    for leftover in os.listdir(work):
        if leftover.startswith(name + "."):
            os.unlink(os.path.join(work, leftover))
    return out


def readers(all_of_them):
    yield "info", ["info", path]
    yield "query", ["query", path, "--spin", "fermion", "--mA", "0.2", "--alpha-D", "0.05", "--mass-ratio", "0.31"]
    yield "resume", ["scan", job, "--quiet", "--resume", "-o", path]
    if not all_of_them:
        return
    yield "info --verify", ["info", "--quiet", "--verify", "--sample", "3", path]
    yield "export csv", ["export", path, "--quiet", "--format", "csv", "-o", clean("out") + ".csv"]
    yield "merge", ["merge", "--quiet", "-o", clean("merged") + ".h5", path]
    yield "plot", ["plot", "limits", "-q", "-d", "-o", clean("figure"), path]


def check(what, all_of_them, right_code):
    original = open(path, "rb").read()
    answers = []
    for name, arguments in readers(all_of_them):
        done = run(arguments)
        answers.append((name, done.returncode, done.stderr))
        if open(path, "rb").read() != original:
            failures.append(f"{what}: {name} changed the file")
            open(path, "wb").write(original)
    if all_of_them:
        answers.append(("libepscan", *read_by_library()))
    for name, code, message in answers:
        if code != right_code:
            failures.append(f"{what}: {name}: exit {code}: {message[:200]}")
        elif code and (message.count("\n") > 1 or "changed.h5: " not in message):
            failures.append(f"{what}: {name}: not one line with the file: {message[:300]}")


def main():
    for sealed in (True, False):
        shutil.copy(grid, path)
        if not sealed:
            with h5py.File(path, "r+") as file:
                unseal(file)
        base = open(path, "rb").read()
        check("unchanged", True, 0)
        for what, change in list(changes.items())[::int(os.environ.get("SAMPLE", "1"))]:
            if what in only_sealed and not sealed:
                continue
            open(path, "wb").write(base)
            with h5py.File(path, "r+") as file:
                change(file)
            check(f"{what} ({'sealed' if sealed else 'unsealed'})", not sealed, 2)
    shutil.rmtree(work)
    for failure in failures:
        print("FAILED:", failure, file=sys.stderr)
    print(f"{len(changes)} changes, {len(failures)} failures")
    sys.exit(1 if failures else 0)


main()
