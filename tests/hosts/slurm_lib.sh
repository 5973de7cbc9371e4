# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
# A private Slurm over several hosts (lib.sh): its controller on the last of them, a slurmd on each of the others,
# munge with one key. All of it ends with the hosts. Skipped where it is not installed.
. "$SOURCE/tests/hosts/lib.sh"
for program in slurmctld slurmd munged sbatch; do
    command -v $program >/dev/null || {
        echo "skipped: Slurm is not installed ($program; Debian: slurm-wlm, munge)"
        exit 77
    }
done

slurm_configuration() {
    cat <<END
ClusterName=private
SlurmctldHost=h$(($1 + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$slurm/munge.socket,cred_expire=5
SlurmctldPidFile=$slurm/slurmctld.pid
SlurmdPidFile=$slurm/%n.pid
StateSaveLocation=$slurm/state
SlurmdSpoolDir=$slurm/spool/%n
TmpFS=$slurm/tmp/%n
SlurmctldLogFile=$slurm/slurmctld.log
SlurmdLogFile=$slurm/%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MailProg=/bin/true
PropagateResourceLimits=NONE
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1,requeue_delay=5
JobRequeue=1
ReturnToService=2
# a node that does not answer is down after seconds; by default it is after minutes
SlurmdTimeout=5
KillWait=5
MinJobAge=3600
NodeName=h[1-$1] CPUs=2 State=UNKNOWN
PartitionName=main Nodes=h[1-$1] Default=YES MaxTime=INFINITE DefaultTime=10 State=UP
END
}

# slurm_start COUNT: hosts h1 ... hCOUNT with slurmd; clients run on the host after them.
slurm_start() {
    local i
    slurm=$work/slurm
    controller=h$(($1 + 1))
    hosts_start $(($1 + 1))
    mkdir -p "$slurm"/state
    chmod 711 "$slurm"
    slurm_configuration "$1" >"$slurm/slurm.conf"
    export SLURM_CONF=$slurm/slurm.conf
    (umask 077 && head -c 128 /dev/urandom >"$slurm/munge.key")
    on "$controller" munged --force --key-file="$slurm/munge.key" --socket="$slurm/munge.socket" \
        --pid-file="$slurm/munged.pid" --log-file="$slurm/munged.log" --seed-file="$slurm/munge.seed" ||
        fail 'munged does not start'
    on "$controller" slurmctld -c -f "$SLURM_CONF" >>"$work/slurm.log" 2>&1 || fail 'slurmctld does not start'
    for ((i = 1; i <= $1; i++)); do slurm_node "h$i"; done
    wait_until 30 all_idle "$1" || {
        fail "nodes are not idle: $(on "$controller" sinfo 2>&1; tail -n 5 "$slurm"/*.log)"
        finish
    }
}

# slurm_node HOST: its slurmd.
slurm_node() {
    rm -rf "$slurm"/{spool,tmp}/"$1" # as a boot would
    mkdir -p "$slurm"/{spool,tmp}/"$1"
    on "$1" slurmd -N "$1" -f "$SLURM_CONF" >>"$work/slurm.log" 2>&1 || fail "slurmd on $1 does not start"
}

all_idle() {
    [ "$(on "$controller" sinfo -h -t idle -o %D)" = "$1" ]
}
