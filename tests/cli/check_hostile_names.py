# SPDX-License-Identifier: GPL-3.0-or-later
"""Run slurm/submit.sh, what it writes, and epscan on names drawn from a seed; prints what went wrong and exits 1.

A name is right when every program gets it byte by byte, and wrong when a shell finds a command in it: those make a file "pwned".
"""
import os
import random
import shlex
import subprocess
import sys

import h5py

epscan, source, work = (os.fsencode(a) for a in sys.argv[1:4])
draw = random.Random(int(sys.argv[4]))
TRIALS, REAL_TRIALS = 60, 6  # four names each
PIECES = [b" ", b"\t", b"\n", b"$", b"`", b"'", b'"', b"\\", b"*", b"?", b"[a-z]", b"{a,b}", b"(", b")", b"<", b">", b"|", b"&", b";",
          b"!", b"#", b"~", b"%", b"%a", b"=", b":", b",", b"^", b"-", b"--", b".", b"\xff", b"\xc3\xa9", b"\xe2\x80\xae", b"\x01",
          b"\x1b[1m", b"\x7f", b"\r", b"x", b"grid", b"$(touch pwned)", b"$(touch${IFS}pwned)", b"`touch pwned`", b"';touch pwned;'",
          b'";touch pwned;"', b"\ntouch pwned\n", b"|touch pwned", b"$HOME", b"${x:-y}", b"\\$(touch pwned)", b"#SBATCH --array=0", b"!!",
          b"END\n", b"$'\\n'"]
STARTS = [b"", b"", b"-", b"--help", b"~", b" ", b".", b"\n", b"#", b"$(touch pwned)"]
ENDS = [b"", b"", b"\n", b" ", b"\\", b".h5", b"\n\n", b"'"]
failures = []


def name(suffix=b""):
    while True:
        text = draw.choice(STARTS) + b"".join(draw.choice(PIECES) for _ in range(draw.randint(1, 6))) + draw.choice(ENDS) + suffix
        if text not in (b".", b"..", b"pwned"):
            return text


def expect(right, what, *details):
    if not right:
        failures.append(" ".join([what, *map(repr, details)]))


def run(arguments, folder, **environment):
    path = work + b"/bin:" + os.environb[b"PATH"]
    done = subprocess.run(arguments, cwd=folder, capture_output=True, timeout=60,
                          env={**os.environb, b"PATH": path, **{k.encode(): v for k, v in environment.items()}})
    expect(done.returncode == 0, "exit", done.returncode, arguments, done.stderr[:300])
    return done.stdout


def recorded(what):
    """The last that a program was told, once."""
    path = work + b"/record/" + what
    if not os.path.exists(path):
        return []
    with open(path, "rb") as file:
        told = file.read().split(b"\0")[:-1]
    os.remove(path)
    return told


def submit(trial):
    """The two scripts: the same dry and submitted, whole bash, and what they hand to epscan."""
    here = work + b"/%d" % trial + name()
    folder = here + b"/" + name()
    os.makedirs(folder)
    program, job, output = folder + b"/" + name(), folder + b"/" + name(b".yaml"), folder + b"/" + name(b".h5")
    os.link(work + b"/epscan", program)
    open(job, "wb").close()
    launcher = draw.choice([b"srun", b"mpirun"])
    command = [b"bash", source + b"/slurm/submit.sh", b"./" + os.path.basename(job), b"--output", b"./" + os.path.basename(output),
               b"--shards", b"4", b"--launcher", launcher, b"--epscan", program]
    dry = run([*command, b"--dry-run"], folder, RECORD=work + b"/record")
    expect(sorted(os.listdir(folder)) == sorted({os.path.basename(p) for p in (program, job)}), "a dry run left", os.listdir(folder))
    run(command, folder, RECORD=work + b"/record")
    made = output[: output.rindex(b".")] + b".slurm"
    sbatch = recorded(b"sbatch")
    expect(sbatch[2:] == [b"merge.sbatch", b"3", made], "sbatch", sbatch, made)
    scripts = {}
    for script in (b"array.sbatch", b"merge.sbatch"):
        run([b"bash", b"-n", made + b"/" + script], folder)
        with open(made + b"/" + script, "rb") as file:
            scripts[script] = file.read()
        expect(scripts[script] in dry, "not what the dry run shows", script)
        settings = [line for line in scripts[script].splitlines() if line.startswith(b"#SBATCH")]
        expect(len(settings) == (9 if script == b"array.sbatch" else 6) and all(line.isascii() for line in settings), "settings", settings)
    run([b"bash", b"-n"] + [b"-c", dry], folder)
    run([b"bash", made + b"/array.sbatch"], made, RECORD=work + b"/record", SLURM_ARRAY_TASK_ID=b"3", SLURM_ARRAY_JOB_ID=b"17")
    scan = recorded(b"scan")
    expect(scan[:4] == [b"scan", job, b"--shard", b"slurm/4"] and scan[-2:] == [b"-o", made + b"/grid.h5"], "scan", scan, job)
    run([b"bash", made + b"/merge.sbatch"], made, RECORD=work + b"/record")
    merge = recorded(b"merge")
    expect(merge[:3] == [b"merge", b"-o", output], "merge", merge, output)


def utf8(text):
    """As a job file can write it, which is text of one line in UTF-8."""
    return "".join(c for c in text.decode("utf-8", "replace") if c >= " ")


def scan(trial):
    """A real scan, its shards merged, and its figure; the command line that the grid tells is the one that made it."""
    folder = work + b"/real%d" % trial + name()
    os.makedirs(folder)
    stem = utf8(name())
    job, output, other = folder + b"/" + name(b".yaml"), folder + b"/" + stem.encode() + b".h5", folder + b"/" + name(b".h5")
    escaped = "".join(f"\\U{ord(c):08x}" for c in stem)
    with open(job, "wb") as file:
        file.write(b'experiment: "%s/inputs/experiments/na64-2021-textbook.yaml"\noutput: "%s.h5"\n' % (source, escaped.encode()) +
                   b"axes: {spin: [fermion], mA_GeV: [0.2, 0.25], alpha_D: [0.1], mass_ratio: [1/3]}\n")
    told = run([epscan, b"validate", b"--value=output", b"--", job], folder)
    expect(told == output + b"\n", "output", told, output)
    launch = [b"/usr/bin/mpirun", b"--oversubscribe", b"-n", b"2"] if trial % 2 else []
    run([*launch, epscan, b"scan", job], folder)
    run([epscan, b"scan", b"--shard", b"0/1", b"-o", other, b"--", job], folder)
    merged = b"./" + name(b".h5")
    run([epscan, b"merge", b"-o", merged, other], folder)
    if not os.path.exists(other):
        return
    with h5py.File(other) as grid:
        line = grid.attrs["command_line"]
    line = line if isinstance(line, bytes) else line.encode("utf-8", "surrogateescape")
    if len(line) < 2000:
        parsed = subprocess.run([b"bash", b"-c", b"printf '%s\\0' " + line], capture_output=True, cwd=folder).stdout.split(b"\0")[:-1]
        expect(parsed[2:] == [b"--shard", b"0/1", b"-o", other, b"--", job], "told command", line, parsed)
    if b"\n" not in merged and b"\r" not in merged:
        run([epscan, b"plot", b"limits", merged, b"-o", merged + b".figure"], folder)


os.mkdir(work + b"/record")
for trial in range(TRIALS):
    submit(trial)
for trial in range(REAL_TRIALS):
    if len(failures) < 10:
        scan(trial)
for folder, folders, files in os.walk(work):
    expect(b"pwned" not in files, "a command was run in", folder)
print(f"{4 * (TRIALS + REAL_TRIALS)} names, {len(failures)} failures", *failures[:10], sep="\n")
sys.exit(bool(failures))
