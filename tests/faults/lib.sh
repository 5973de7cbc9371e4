# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# What the fault tests share: jobs of a few seconds, references, comparison bit by bit, finding ranks by pid. Sourced.
. "$SOURCE/tests/cli/lib.sh"
. "$SOURCE/tests/faults/long_job.sh"

# flip FILE OFFSET: change one bit of one byte.
flip() {
    /usr/bin/python3 -c '
import sys
with open(sys.argv[1], "r+b") as f:
    f.seek(int(sys.argv[2])); b = f.read(1)[0]; f.seek(int(sys.argv[2])); f.write(bytes([b ^ 16]))' "$1" "$2"
}

# offset FILE WHAT [TILE]: where a tile of a variable, the ledger, or the status begins.
offset() {
    /usr/bin/python3 -c '
import sys, h5py
with h5py.File(sys.argv[1]) as f:
    d = f[sys.argv[2]].id
    print(d.get_chunk_info(int(sys.argv[3])).byte_offset if len(sys.argv) > 3 else d.get_offset())' "$@"
}

# forget_tile FILE: its first tile that is done loses its checksum, and is as if it were not.
forget_tile() {
    /usr/bin/python3 -c '
import sys, h5py, numpy
with h5py.File(sys.argv[1], "r+") as f:
    f["ledger/tile_checksum"][int(numpy.nonzero(f["ledger/tile_checksum"][()])[0][0])] = 0' "$1"
}

# wait_for_ranks LAUNCHER COUNT: until they run, at most ten seconds.
wait_for_ranks() {
    local i
    for ((i = 0; i < 1000; i++)); do
        [ "$(ranks_of "$1" | wc -l)" -ge "$2" ] && return 0
        kill -0 "$1" 2>/dev/null || return 1
        sleep 0.01
    done
    return 1
}
