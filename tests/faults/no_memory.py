# SPDX-License-Identifier: GPL-3.0-or-later
"""One allocation of a command fails, whichever: it ends with one line and another exit status than 0, or prints the same.

no_memory.py SHIM WORK ATTEMPTS|places OUTPUT|- COMMAND...
At most ATTEMPTS allocations of the command's are tried, evenly spread; or the first of each place in the code that allocates. Several
are tried at a time, for ranks wait for one another, each in a folder of its own, where OUTPUT is compared by its datasets, or as
text. A launcher's own lines on stderr do not count. With FAIL_RANK in the environment one rank's fail, with SAMPLE=N an N-th of
ATTEMPTS are tried, two at least.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

AT_A_TIME = 4

shim, work, attempts, output, *command = sys.argv[1:]
environment = dict(os.environ, OMP_NUM_THREADS="1")
preload = ["-x", f"LD_PRELOAD={shim}"] if command[0] == "mpirun" else []


def run(**extra):
    """The command's end, and what it printed and wrote."""
    more = dict(environment, **extra)
    if command[0] == "mpirun":
        line = [command[0], *preload, *(x for name in extra for x in ("-x", name)), *command[1:]]
    else:
        line, more = command, dict(more, LD_PRELOAD=shim)
    with tempfile.TemporaryDirectory(dir=work) as folder:
        got = subprocess.run(line, env=more, capture_output=True, timeout=60, check=False, cwd=folder)
        return got, (same_text(got.stdout), data_of(output if output == "-" else os.path.join(folder, output)))


def data_of(path):
    """Every dataset's bytes, of texts (which numpy has pointers to) themselves, or the text. Not the seal: it covers the time, too."""
    if path == "-" or not os.path.exists(path):
        return None
    if not path.endswith(".h5"):
        return open(path, "rb").read()
    import h5py  # only here: most commands write no file

    found = {}

    def keep(name, item):
        if isinstance(item, h5py.Dataset) and name != "ledger/seal":
            found[name] = item[()].tolist() if item.dtype.kind == "O" else item[()].tobytes()

    with h5py.File(path) as f:
        f.visititems(keep)
    return found


def same_text(stdout):
    """What is printed but for times and speeds."""
    return [line for line in stdout.decode().split("\n") if "points/s" not in line and '"seconds"' not in line
            and "showers_per_s" not in line and " of one core" not in line]


with tempfile.NamedTemporaryFile(dir=work) as counter:
    good, expected = run(FAIL_COUNT=counter.name)
    assert good.returncode == 0, (command, good.stderr)
    allocations, places = map(max, zip(*(map(int, line.split()) for line in open(counter.name))))
variable, total = ("FAIL_PLACE", places) if attempts == "places" else ("FAIL_AT", allocations)
assert total > 0, "no allocation was seen"


def ends_in_order(at):
    """Whether it failed, as it should then."""
    got, result = run(**{variable: str(at)})
    lines = [line for line in got.stderr.decode().split("\n") if line.startswith("epscan: ") and "warning" not in line and "cls-asymptotic is by formulas" not in line]
    if got.returncode == 0:
        assert result == expected, f"{variable} {at}: other numbers, exit 0: {command}"
        return False
    assert 0 < got.returncode < 128, f"{variable} {at}: exit {got.returncode}: {command} {got.stderr[-800:]}"
    assert len(lines) == 1, f"{variable} {at}: {lines} exit {got.returncode}: {command} {got.stderr[-800:]}"
    return True


most = total if attempts == "places" else max(2, int(attempts) // int(os.environ.get("SAMPLE", "1")))
tries = range(1, total + 1, max(1, -(-total // most)))
with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
    failed = sum(pool.map(ends_in_order, tries))
assert failed, f"nothing failed: {command}"
print(f"{failed} of {len(tries)} tried of {total} failed: {' '.join(command)[:100]}")
