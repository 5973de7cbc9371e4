# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What tests on Slurm begin with: skipped where it is not installed, else a private one that goes with the test. Sets
# $slurm, its folder.
. "$SOURCE/tests/cli/lib.sh"
for program in slurmctld slurmd munged sbatch; do
    PATH=$PATH:/usr/sbin command -v $program >/dev/null || {
        echo "skipped: Slurm is not installed ($program; Debian: slurm-wlm, munge)"
        exit 77
    }
done
slurm=$(mktemp -d)
trap '"$SOURCE/tests/slurm/private-slurm.sh" stop "$slurm" >/dev/null 2>&1; rm -rf "$slurm" "$work"' EXIT
exports=$("$SOURCE/tests/slurm/private-slurm.sh" start "$slurm" 2>"$work/slurm.log")
eval "$exports" || { cat "$work/slurm.log" >&2; exit 1; }
