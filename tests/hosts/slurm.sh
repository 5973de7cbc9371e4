#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# slurm/submit.sh on a Slurm of four hosts (slurm_lib.sh): three shards whose four ranks are on two hosts each; one of
# the hosts loses its power in the middle, Slurm finds out and requeues, and the merged grid is bit by bit that of a
# run on one host.
. "$SOURCE/tests/hosts/slurm_lib.sh"
. "$SOURCE/tests/faults/long_job.sh"
make_reference
slurm_start 4
merged=$work/outputs/long.slurm/merged
submit=("$SOURCE/slurm/submit.sh" "$long" --shards 3 --ranks 4 --time 5 --epscan "$EPSCAN"
    --sbatch '--nodes=2 --ntasks-per-node=2')
tell_logs() {
    tail -n 5 "$work"/outputs/long.slurm/*.log "$slurm"/*.log >&2
}
# host_of_a_shard: one that computes for a shard and is not the first of its hosts, whose file has tiles.
host_of_a_shard() {
    local host
    for host in h1 h2 h3 h4; do
        on $host pgrep -x epscan >/dev/null && ! on $host pgrep -f slurm_script >/dev/null && echo $host && return 0
    done
    return 1
}
some_shard_has_tiles() {
    compgen -G "$work/outputs/long.slurm/*.h5" >/dev/null && host_of_a_shard
}

ok 'submit' on "$controller" "${submit[@]}"
wait_until 120 some_shard_has_tiles || { fail 'no shard begins'; tell_logs; }
victim=$(host_of_a_shard) || fail 'no host computes for others'
power_off "${victim:-h1}"
wait_until 60 on "$controller" bash -c "[ \$(sinfo -h -t down -o %D) = 1 ]" ||
    fail "Slurm does not see that ${victim:-h1} is down"
power_on "${victim:-h1}"
slurm_node "${victim:-h1}"
wait_until 300 test -e "$merged" || { fail 'the array does not end'; tell_logs; }
grep -q 'restart 1' "$work"/outputs/long.slurm/shard-*.log || { fail 'no shard was requeued'; tell_logs; }
same "$work/outputs/long.h5"
finish
