#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# private-slurm.sh - a private, throw-away, one-node Slurm for tests.
#
#   eval "$(private-slurm.sh start DIR)"   start it; prints the exports
#   private-slurm.sh env DIR               print the exports once more
#   private-slurm.sh stop DIR              cancel its jobs, stop it
#
# Everything (configuration, munge key and socket, state, spool, logs, pid
# files) is inside DIR.  Nothing of a Slurm or munge installed on the machine
# is read or changed apart from the programs themselves, and several
# instances in several directories can run next to one another: the daemons
# listen on ports chosen free.  No systemd, no cgroups, no accounting data
# base and no resolvable host name is needed.
#
# Only `export NAME=value` lines go to standard output; all else goes to
# standard error.  If `start` fails it also prints the word `false`, so that
# the eval of the first example fails too (an eval of nothing would succeed).
#
# Needs: munged, slurmctld, slurmd, sinfo, squeue, scancel (Debian: the
# packages munge and slurm-wlm), coreutils.  Meant for root; an ordinary user
# may start one also and then only runs jobs as that user.
#
# Settings from the environment (all optional):
#   PRIVATE_SLURM_CPUS     CPUs the node claims; default: nproc, at least 4
#                          (more than there are is allowed: config_overrides)
#   PRIVATE_SLURM_REQUEUE  seconds a requeued job waits before it may start
#                          again; default 5, which is the least that Slurm
#                          22.05 takes (Slurm's own default is 120)
#   PRIVATE_SLURM_CONF     file with further slurm.conf lines (appended), e.g.
#                          RequeueExit=75
#   PRIVATE_SLURM_WAIT     seconds to wait for the node to be idle; default 60
#   PRIVATE_SLURM_VERBOSE  log level of the daemons; default info

set -u
umask 022
# The Slurm and munge daemons live in sbin directories.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

me=${0##*/}

say() { printf '%s: %s\n' "$me" "$*" >&2; }

# die MESSAGE...: for errors before anything was started.
die() {
    say "$*"
    [ "${action:-}" = start ] && echo false
    exit 1
}

usage() {
    # The comment at the head of this file is the manual.
    sed -n '3,/^$/s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

# ---------------------------------------------------------------------------
# Directory layout
# ---------------------------------------------------------------------------

# set_dir DIR: makes DIR absolute and sets the names of all files in it.
set_dir() {
    dir=$1
    case $dir in
        /*) ;;
        *) dir=$PWD/$dir ;;
    esac
    # The names get into slurm.conf, where these characters have a meaning
    # (% is a pattern in log and spool names, a comma separates options).
    case $dir in
        *[!A-Za-z0-9/._+-]*)
            die "DIR may only have letters, digits and / . _ + - in it: $dir" ;;
    esac
    # A unix socket's name is limited to 107 bytes.  The longest here is
    # DIR/spool/stepd.slurm.pmix.<job>.<step>
    dir=$(realpath -m "$dir") || die "cannot resolve $dir"
    [ "${#dir}" -le 64 ] ||
        die "DIR is too long for unix sockets in it (${#dir} > 64): $dir"
    mkdir -p "$dir" || die "cannot create $dir"

    conf=$dir/etc/slurm.conf
    socket=$dir/munge/munge.socket
    marker=$dir/private-slurm.instance
    pid_munged=$dir/run/munged.pid
    pid_slurmctld=$dir/run/slurmctld.pid
    pid_slurmd=$dir/run/slurmd.pid
}

# ---------------------------------------------------------------------------
# Processes: always by pid, and a pid is only believed after a look at /proc
# ---------------------------------------------------------------------------

# ours PID: does the process belong to this instance?  The daemons are started
# with PRIVATE_SLURM_INSTANCE=DIR in their environment.  This guards against
# a stale pid file whose number was reused.
ours() {
    has_env "$1" "PRIVATE_SLURM_INSTANCE=$dir"
}

# has_env PID NAME=VALUE: was the process started with this in its environment?
has_env() {
    [ -r "/proc/$1/environ" ] &&
        tr '\0' '\n' 2>/dev/null <"/proc/$1/environ" | grep -qxF "$2"
}

# alive PID: is there such a process that is not a zombie?
alive() {
    local state
    state=$(sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status" 2>/dev/null)
    [ -n "$state" ] && [ "$state" != Z ]
}

# daemon_pid NAME PIDFILE: prints the pid if that daemon of ours is running.
daemon_pid() {
    local pid comm
    [ -s "$2" ] || return 1
    read -r pid <"$2" 2>/dev/null || [ -n "${pid:-}" ] || return 1
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    comm=$(cat "/proc/$pid/comm" 2>/dev/null) || return 1
    [ "$comm" = "$1" ] && ours "$pid" && alive "$pid" && echo "$pid"
}

# stepd_pids: the slurmstepd processes of this instance.  slurmd starts them
# with an environment in which there is hardly more than SLURM_CONF.
stepd_pids() {
    local p pid
    for p in /proc/[0-9]*; do
        pid=${p#/proc/}
        [ "$(cat "$p/comm" 2>/dev/null)" = slurmstepd ] || continue
        if has_env "$pid" "SLURM_CONF=$conf"; then
            echo "$pid"
        fi
    done
}

# family PID...: the given pids, all their descendants, and all processes in
# the sessions of these descendants (a slurmstepd makes a session for every
# task, so that orphaned background processes of a job are found as well).
family() {
    local known=" $* " grown=1 p pid ppid sid stat sids=' '
    [ $# -gt 0 ] || return 0
    while [ "$grown" = 1 ]; do
        grown=0
        for p in /proc/[0-9]*; do
            pid=${p#/proc/}
            case $known in *" $pid "*) continue ;; esac
            { read -r stat <"$p/stat"; } 2>/dev/null || continue
            # Fields after "pid (name) ": state ppid pgrp session ...
            # shellcheck disable=SC2086
            set -- ${stat##*) }
            ppid=$2 sid=$4
            case $known in
                *" $ppid "*)
                    # A session led by a member of the family is its own.
                    case $known in *" $sid "*) sids="$sids$sid " ;; esac
                    [ "$sid" = "$pid" ] && sids="$sids$sid "
                    ;;
                *)
                    case $sids in *" $sid "*) ;; *) continue ;; esac
                    ;;
            esac
            known="$known$pid "
            grown=1
        done
    done
    echo "$known"
}

# wait_gone SECONDS PID...: waits for all of them to be gone.
wait_gone() {
    local end=$((SECONDS + $1)) pid left
    shift
    while :; do
        left=0
        for pid; do
            alive "$pid" && left=1
        done
        [ "$left" = 0 ] && return 0
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# stop_pids LABEL SECONDS PID...: TERM, a wait, KILL, a wait.
stop_pids() {
    local label=$1 limit=$2
    shift 2
    [ $# -gt 0 ] || return 0
    kill -TERM "$@" 2>/dev/null
    wait_gone "$limit" "$@" && return 0
    say "$label did not end within $limit s of SIGTERM; sending SIGKILL"
    kill -KILL "$@" 2>/dev/null
    wait_gone 5 "$@" && return 0
    say "$label ($*) cannot be killed"
    return 1
}

# launch COMMAND...: runs a program that makes a daemon of itself, marked as
# ours, with none of our open files (a pipe kept open by a daemon would make
# $(private-slurm.sh start DIR) wait forever).
launch() (
    for fd in /proc/self/fd/*; do
        fd=${fd##*/}
        [ "$fd" -gt 2 ] && eval "exec $fd>&-"
    done 2>/dev/null
    cd "$dir/run" || exit 1
    # A Slurm that we may run in must not leak into this one.
    for v in $(compgen -e); do
        case $v in SLURM_* | SLURMD_* | PMI_* | PMIX_* | OMPI_MCA_*) unset "$v" ;; esac
    done
    export PRIVATE_SLURM_INSTANCE=$dir
    export SLURM_CONF=$conf
    exec "$@" </dev/null >>"$dir/log/launch.log" 2>&1
)

# ---------------------------------------------------------------------------
# start
# ---------------------------------------------------------------------------

# port_used PORT: is there any TCP socket with this local port?
port_used() {
    local hex
    hex=$(printf '%04X' "$1")
    cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
        awk -v h=":$hex" 'index($2, h) == length($2) - 4 { f = 1 } END { exit !f }'
}

# free_port [NOT]: prints a free port, other than NOT.  The range is below
# the one from which the kernel takes the ports of outgoing connections.
free_port() {
    local port try
    for ((try = 0; try < 200; try++)); do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        [ "$port" = "${1:-}" ] && continue
        port_used "$port" && continue
        echo "$port"
        return 0
    done
    return 1
}

write_conf() {
    local ctld_port=$1 slurmd_port=$2 cpus=$3 user comm
    user=$(id -un) || return 1
    # If the machine's name stands for 127.0.0.1, all can be made to listen on
    # that address only.  Not otherwise: these options make Slurm (22.05)
    # resolve the name; if that fails nothing starts, and if it gives another
    # address (Debian's 127.0.1.1, say) slurmstepd, which calls back to the
    # sender's address, 127.0.0.1, does not reach srun.  Then it listens on
    # all addresses; munge with its private key keeps others out.
    comm='# (listening on all addresses)'
    case $(getent ahostsv4 "$node" 2>/dev/null | awk 'NR == 1 { print $1 }') in
        127.0.0.1) comm=CommunicationParameters=NoInAddrAny,NoCtldInAddrAny ;;
    esac
    cat >"$conf" <<CONF
# Written by private-slurm.sh; a new start overwrites it.
ClusterName=private
# The node's name is the machine's own, for mpirun compares it with that;
# the address makes it unnecessary that this name can be resolved.
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$ctld_port
SlurmdPort=$slurmd_port
$comm
SlurmUser=$user
SlurmdUser=$user

AuthType=auth/munge
CredType=cred/munge
# cred_expire: lifetime of a job step's credential, and also how long a
# requeued job has to wait before it may start again (default 120 s).
AuthInfo=socket=$socket,cred_expire=${PRIVATE_SLURM_REQUEUE:-5}

SlurmctldPidFile=$pid_slurmctld
SlurmdPidFile=$pid_slurmd
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
TmpFS=$dir/tmp
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
SlurmctldDebug=${PRIVATE_SLURM_VERBOSE:-info}
SlurmdDebug=${PRIVATE_SLURM_VERBOSE:-info}

# Nothing that needs privileges, cgroups or a data base.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
# One line for every ended run of a job, to be looked at by the tests.
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.log
MailProg=/bin/true
PropagateResourceLimits=NONE

# Several jobs share the node; only CPUs are counted.
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides

# Short intervals: jobs are few, and tests shall not wait.
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1,$(
    )default_queue_depth=1000,requeue_delay=${PRIVATE_SLURM_REQUEUE:-5}
KillWait=5
OverTimeLimit=0
# How long ended jobs can still be seen with scontrol and squeue -t all.
MinJobAge=3600
CompleteWait=0

JobRequeue=1
PreemptMode=OFF
ReturnToService=2
SlurmctldTimeout=60
SlurmdTimeout=60

NodeName=$node NodeAddr=127.0.0.1 NodeHostname=$node CPUs=$cpus State=UNKNOWN
PartitionName=main Nodes=$node Default=YES MaxTime=INFINITE DefaultTime=10 State=UP OverSubscribe=NO
CONF
    if [ -n "${PRIVATE_SLURM_CONF:-}" ]; then
        cat "$PRIVATE_SLURM_CONF" >>"$conf" || return 1
    fi
}

print_env() {
    # The clients find all else (ports, munge socket) in this file.
    printf 'export SLURM_CONF=%s\n' "$conf"
}

# give_up MESSAGE: start failed; says why, cleans up, ends.
give_up() {
    local log
    say "start failed: $1"
    for log in "$dir"/log/launch.log "$dir"/log/munged.log \
        "$dir"/log/slurmctld.log "$dir"/log/slurmd.log; do
        [ -s "$log" ] || continue
        printf -- '--- tail of %s\n' "$log" >&2
        tail -n 20 "$log" >&2
    done
    do_stop
    echo false
    exit 1
}

# started NAME PIDFILE SECONDS: waits for the pid file of a live daemon.
started() {
    local end=$((SECONDS + $3))
    until daemon_pid "$1" "$2" >/dev/null; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}

# start_daemons: writes the configuration with fresh ports and starts
# slurmctld and slurmd; fails if one of them does not stay.
start_daemons() {
    local p1 p2 cpus
    p1=$(free_port) && p2=$(free_port "$p1") || return 1
    cpus=${PRIVATE_SLURM_CPUS:-}
    if [ -z "$cpus" ]; then
        cpus=$(nproc)
        [ "$cpus" -ge 4 ] || cpus=4
    fi
    write_conf "$p1" "$p2" "$cpus" || return 1
    # -c: begin with no jobs; -i and -N are not needed.
    launch slurmctld -c -f "$conf" || return 1
    started slurmctld "$pid_slurmctld" 10 || return 1
    launch slurmd -f "$conf" || return 1
    started slurmd "$pid_slurmd" 10
}

# stop_daemons: slurmd first, so that it can still sign off.
stop_daemons() {
    local pid rc=0
    if pid=$(daemon_pid slurmd "$pid_slurmd"); then
        stop_pids slurmd 10 "$pid" || rc=1
    fi
    if pid=$(daemon_pid slurmctld "$pid_slurmctld"); then
        stop_pids slurmctld 15 "$pid" || rc=1
    fi
    return "$rc"
}

do_start() {
    local prog limit end state='' try ok sub
    for prog in munged slurmctld slurmd sinfo squeue scancel; do
        command -v "$prog" >/dev/null || die "$prog is not installed"
    done
    node=$(hostname -s 2>/dev/null) || node=$(uname -n)
    node=${node%%.*}
    [ -n "$node" ] || die "this machine has no host name"
    # Slurm silently takes its default of 120 for anything below 5.
    [ "${PRIVATE_SLURM_REQUEUE:-5}" -ge 5 ] ||
        die "PRIVATE_SLURM_REQUEUE must be a number, at least 5"

    if daemon_pid slurmctld "$pid_slurmctld" >/dev/null &&
        daemon_pid slurmd "$pid_slurmd" >/dev/null; then
        say "already running in $dir"
        print_env
        return 0
    fi
    # Remains of an instance that did not stop properly.
    [ -e "$marker" ] && do_stop

    # A start is a fresh start.  Only directories of an earlier instance are
    # emptied, never those of somebody else.
    if [ -e "$marker" ]; then
        for sub in etc munge run state spool tmp log; do
            rm -rf "${dir:?}/$sub"
        done
    else
        for sub in etc munge run state spool tmp log; do
            [ ! -e "$dir/$sub" ] || die "$dir/$sub exists and is not mine"
        done
    fi
    if ! mkdir -p "$dir"/{etc,munge,run,state,spool,tmp,log} ||
        ! : >"$marker"; then
        die "cannot write to $dir"
    fi
    # munged wants its key and seed unreadable to others; clients of other
    # users must be able to reach the socket, hence the 0711.
    chmod 0711 "$dir/munge" && chmod 0755 "$dir/run" && chmod 0700 "$dir/state"
    chmod 1777 "$dir/tmp"
    (umask 077 && head -c 128 /dev/urandom >"$dir/munge/munge.key")

    # --force: munged only warns, and does not end, where it finds a parent
    # directory's permissions too generous.
    # --origin: else munged wants to resolve the host name.
    launch munged --force --origin=127.0.0.1 --num-threads=2 --key-file="$dir/munge/munge.key" \
        --socket="$socket" --pid-file="$pid_munged" \
        --log-file="$dir/log/munged.log" --seed-file="$dir/munge/munged.seed" ||
        give_up "munged ended"
    started munged "$pid_munged" 10 || give_up "munged did not start"

    # Somebody may take a free port before we do; thus more than one try.
    ok=0
    for try in 1 2 3; do
        if start_daemons; then
            ok=1
            break
        fi
        say "attempt $try to start slurmctld and slurmd failed"
        stop_daemons
    done
    [ "$ok" = 1 ] || give_up "slurmctld or slurmd did not start"

    limit=${PRIVATE_SLURM_WAIT:-60}
    end=$((SECONDS + limit))
    while :; do
        state=$(SLURM_CONF=$conf timeout 10 sinfo -h -o %T 2>/dev/null)
        [ "$state" = idle ] && break
        daemon_pid slurmctld "$pid_slurmctld" >/dev/null ||
            give_up "slurmctld has ended"
        daemon_pid slurmd "$pid_slurmd" >/dev/null || give_up "slurmd has ended"
        [ "$SECONDS" -lt "$end" ] ||
            give_up "node not idle after $limit s (state: ${state:-unknown})"
        sleep 0.2
    done
    print_env
}

# ---------------------------------------------------------------------------
# stop
# ---------------------------------------------------------------------------

do_stop() {
    local pid rc=0 end jobs stepds
    [ -e "$marker" ] || {
        say "no instance in $dir"
        return 1
    }

    # 1. Let Slurm itself end the jobs, if it still can.
    if daemon_pid slurmctld "$pid_slurmctld" >/dev/null; then
        end=$((SECONDS + 15))
        while [ "$SECONDS" -lt "$end" ]; do
            jobs=$(SLURM_CONF=$conf timeout 10 squeue -h -o %A 2>/dev/null) || break
            [ -n "$jobs" ] || break
            # shellcheck disable=SC2086
            SLURM_CONF=$conf timeout 10 scancel $jobs 2>/dev/null
            sleep 0.5
        done
    fi

    # 2. The daemons; what is left of the jobs is noted before slurmd goes.
    # shellcheck disable=SC2046
    stepds=$(family $(stepd_pids))
    stop_daemons || rc=1

    # 3. Leftover slurmstepd processes and what they have started.
    # shellcheck disable=SC2046
    stepds="$stepds $(family $(stepd_pids))"
    # shellcheck disable=SC2086
    stop_pids "leftover job processes" 1 $stepds || rc=1

    # 4. munged last, for the others need it.
    if pid=$(daemon_pid munged "$pid_munged"); then
        stop_pids munged 10 "$pid" || rc=1
    fi
    rm -f "$pid_munged" "$pid_slurmctld" "$pid_slurmd" "$socket" "$socket.lock"
    return "$rc"
}

# ---------------------------------------------------------------------------

[ $# -eq 2 ] || usage
action=$1
case $action in
    start)
        set_dir "$2"
        do_start
        ;;
    env)
        [ -d "$2" ] || die "no such directory: $2"
        set_dir "$2"
        daemon_pid slurmctld "$pid_slurmctld" >/dev/null ||
            die "no instance is running in $dir"
        print_env
        ;;
    stop)
        [ -d "$2" ] || die "no such directory: $2"
        set_dir "$2"
        do_stop
        ;;
    *) usage ;;
esac
