#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Names that a file system can hold and a shell would take for commands: jobs, outputs, folders, programs. What
# submit.sh writes and runs, with a Slurm that only records; scans, merges and figures by the program itself.
# HOSTILE_SEED=N tries other names.
. "$(dirname "$0")/lib.sh"
mkdir "$work/bin"
cat >"$work/bin/sbatch" <<'STOP'
#!/bin/bash
printf '%s\0' "$@" "$PWD" >"$RECORD/sbatch"
echo 17
STOP
cat >"$work/bin/srun" <<'STOP'
#!/bin/bash
while [[ $1 == --* ]]; do shift; done
exec "$@"
STOP
cat >"$work/bin/mpirun" <<'STOP'
#!/bin/bash
[ "$1 $3 $4" = '-n --bind-to none' ] || exit 99
shift 4
exec "$@"
STOP
# an epscan that says what it was told
cat >"$work/epscan" <<'STOP'
#!/bin/bash
printf '%s\0' "$@" >"$RECORD/$1"
case $* in
    *--value=tiles*) echo 9 ;;
    *--value=output*)
        until [[ $1 == --output=* || $1 == -- ]]; do shift; done
        printf '%s\n' "${1#--output=}"
        ;;
esac
STOP
chmod +x "$work"/bin/* "$work/epscan"
seed=${HOSTILE_SEED:-1}
/usr/bin/python3 "$(dirname "$0")/check_hostile_names.py" "$EPSCAN" "$SOURCE" "$work" "$seed" || fail "seed $seed"
finish
