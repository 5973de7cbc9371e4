#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Submit a scan as a Slurm array, one task a shard, and a merge that waits for it.
#
#   slurm/submit.sh JOB.yaml --shards N [--ranks R] [--threads T] [--time HH:MM:SS] [--launcher srun|mpirun]
#                   [--output GRID.h5] [--signal-lead SECONDS] [--tries N] [--sbatch "OPTION..."] [--epscan PROGRAM] [--dry-run]
#
# A task that comes near its time limit or is preempted stops in good order, is requeued and goes on where it stopped, as
# often as it takes. The merge runs when no task is left; shards that are missing (cancelled, crashed) it submits again,
# at most --tries times (default 3), and itself after them. Everything that is submitted, all logs and the shards are kept
# in GRID.slurm/ beside the output. To give up, cancel the array and the merge: the ids are in GRID.slurm/submitted.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

usage() {
    sed -n '3,12s/^# \{0,1\}//p' "$0"
}
refuse() {
    echo "submit.sh: $*" >&2
    exit 2
}

job='' shards='' ranks=1 threads=1 time=01:00:00 launcher=srun output='' lead=60 tries=3 extra='' dry_run=0
epscan=$here/../build/epscan
[ -x "$epscan" ] || epscan=$(command -v epscan || true)
while [ $# -gt 0 ]; do
    option=$1
    case $option in
        --help) usage; exit 0 ;;
        --dry-run) dry_run=1; shift; continue ;;
        --shards | --ranks | --threads | --time | --launcher | --output | --signal-lead | --tries | --sbatch | --epscan)
            [ $# -ge 2 ] || refuse "$option: needs a value"
            ;;
        -*) refuse "$option: unknown option; --help lists them" ;;
        *)
            [ -z "$job" ] || refuse "$option: one job file is allowed"
            job=$option
            shift
            continue
            ;;
    esac
    case $option in
        --shards) shards=$2 ;;
        --ranks) ranks=$2 ;;
        --threads) threads=$2 ;;
        --time) time=$2 ;;
        --launcher) launcher=$2 ;;
        --output) output=$2 ;;
        --signal-lead) lead=$2 ;;
        --tries) tries=$2 ;;
        --sbatch) extra=$2 ;;
        --epscan) epscan=$2 ;;
    esac
    shift 2
done

whole_number() {
    [[ $2 =~ ^(0|[1-9][0-9]*)$ ]] && [ "$2" -ge "$3" ] && [ "$2" -le "$4" ] || refuse "$1: \"$2\" is not allowed; allowed: $3 to $4"
}
[ -n "$job" ] || refuse "a job file is required; --help explains"
[ -n "$shards" ] || refuse "--shards N is required"
whole_number --shards "$shards" 1 100000
whole_number --ranks "$ranks" 1 100000
whole_number --threads "$threads" 1 4096
whole_number --signal-lead "$lead" 10 65535
whole_number --tries "$tries" 0 1000
[[ $time =~ ^([0-9]+-)?[0-9]+(:[0-9]{2}){0,2}$ ]] || refuse "--time: \"$time\" is not allowed; allowed: HH:MM:SS, or what sbatch takes"
# a limit within the lead would stop every run at once, and requeue it for ever
IFS=: read -ra part <<<"${time##*-}"
case ${#part[@]} in
    1) seconds=$((10#${part[0]} * 60)) ;;
    2) seconds=$((10#${part[0]} * 60 + 10#${part[1]})) ;;
    *) seconds=$((10#${part[0]} * 3600 + 10#${part[1]} * 60 + 10#${part[2]})) ;;
esac
[[ $time == *-* ]] || [ $seconds -gt "$lead" ] || refuse "--time: \"$time\" is not allowed; allowed: more than the $lead s of --signal-lead"
case $launcher in srun | mpirun) ;; *) refuse "--launcher: \"$launcher\" is not allowed; allowed: srun, mpirun" ;; esac
[ -n "$epscan" ] && [ -x "$epscan" ] || refuse "no epscan program; build it, or give --epscan PROGRAM"
epscan=$(realpath "$epscan")
[ $dry_run -eq 1 ] || command -v sbatch >/dev/null || refuse "sbatch is not installed here"

# The job is checked before anything is queued: one line and exit 2 on bad input.
estimate=$("$epscan" validate "$job" ${output:+-o "$output"}) || exit 2
[ -n "$output" ] || output=$(sed -n 's/^output  *\(.*\), [^,]* MB$/\1/p' <<<"$estimate")
job=$(realpath "$job")
output=$(realpath -m "$output")
folder=${output%.*}.slurm
name=$(basename "${output%.*}")
# sbatch reads its options by blanks and % in log names; everything else is quoted where it is used
[[ $folder != *[[:space:]%\"]* ]] || refuse "$folder: a path with blanks, % or quotes; allowed for Slurm: one without (--output)"
q_epscan=$(printf %q "$epscan") q_job=$(printf %q "$job") q_output=$(printf %q "$output")

array_script() {
    cat <<END
#!/bin/bash
#SBATCH --job-name=$name
#SBATCH --array=0-$((shards - 1))
#SBATCH --ntasks=$ranks
#SBATCH --cpus-per-task=$threads
#SBATCH --time=$time
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@$lead
#SBATCH --output=$folder/shard-%a.log
${extra:+#SBATCH $extra
}# One shard of $job; written by slurm/submit.sh.
# SIGUSR1 comes $lead s before the time limit, to this shell only: it is handed on to the ranks, which stop in good order
# with exit status 75; then the task is requeued and --resume goes on.
shard=\$SLURM_ARRAY_TASK_ID
task=\${SLURM_ARRAY_JOB_ID}_\$shard
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
told=0 pid=
trap 'told=1; echo "[\$(date +%FT%T)] task \$task is told to stop"; [ -n "\$pid" ] && kill -USR1 "\$pid"' USR1
# SIGTERM is scancel or preemption: the ranks stop in good order too, and Slurm decides whether the task comes again
trap '[ -n "\$pid" ] && kill -USR1 "\$pid"' TERM
echo "[\$(date +%FT%T)] task \$task starts, restart \${SLURM_RESTART_COUNT:-0}"
$(launch_line) &
pid=\$!
[ \$told -eq 1 ] && kill -USR1 \$pid
wait \$pid
status=\$?
# a signal ends a wait, not the scan
for again in 1 2 3; do
    [ \$status -gt 128 ] || break
    wait \$pid
    later=\$?
    [ \$later -eq 127 ] || status=\$later
done
echo "[\$(date +%FT%T)] task \$task ends with status \$status"
if [ \$told -eq 1 ] && { [ \$status -eq 75 ] || [ \$status -gt 128 ]; }; then
    echo "[\$(date +%FT%T)] task \$task is requeued"
    scontrol requeue "\$task" || exit 75
    sleep 60 # Slurm ends this shell
fi
exit \$status
END
}

launch_line() {
    local scan="$q_epscan scan $q_job --shard \$shard/$shards --resume --threads $threads -o \"$folder/shard-\$shard.h5\""
    case $launcher in
        srun) echo "srun --mpi=pmix --ntasks=$ranks --cpus-per-task=$threads $scan" ;;
        mpirun) echo "mpirun -n $ranks --bind-to none $scan" ;;
    esac
}

merge_script() {
    cat <<END
#!/bin/bash
#SBATCH --job-name=$name-merge
#SBATCH --ntasks=1
#SBATCH --time=$time
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=$folder/merge.log
${extra:+#SBATCH $extra
}# Merge the shards of $job; written by slurm/submit.sh. The argument is how often missing shards may be submitted again.
tries=\${1:-$tries}
cd "$folder" || exit 1
if [ -e merged ]; then
    echo "[\$(date +%FT%T)] merged before"
    exit 0
fi
missing=
for ((i = 0; i < $shards; i++)); do
    $q_epscan info --quiet --verify --sample 0 "shard-\$i.h5" || missing=\${missing:+\$missing,}\$i
done
if [ -n "\$missing" ]; then
    echo "[\$(date +%FT%T)] shards that are not complete: \$missing; tries left: \$tries"
    [ "\$tries" -gt 0 ] || exit 1
    array=\$(sbatch --parsable --array="\$missing" array.sbatch) || exit 1
    echo "array \$array shards \$missing" | tee -a submitted
    merge=\$(sbatch --parsable --dependency="afterany:\$array" merge.sbatch \$((tries - 1))) || exit 1
    echo "merge \$merge" | tee -a submitted
    exit 0
fi
files=()
for ((i = 0; i < $shards; i++)); do files+=("shard-\$i.h5"); done
if [ -e $q_output ] && $q_epscan info --quiet --verify --sample 0 $q_output; then
    touch merged # a merge before this one was stopped just after its end
    exit 0
fi
$q_epscan merge -o $q_output "\${files[@]}" && touch merged && echo "[\$(date +%FT%T)] $output"
END
}

if [ $dry_run -eq 1 ]; then
    echo "# $folder/array.sbatch"
    array_script
    echo
    echo "# $folder/merge.sbatch, after the array"
    merge_script
    exit 0
fi
[ ! -e "$folder/submitted" ] || refuse "$folder: a scan was submitted from here; its ids are in submitted; remove the folder to start again"
mkdir -p "$folder" || refuse "$folder: cannot be written"
array_script >"$folder/array.sbatch"
merge_script >"$folder/merge.sbatch"
cd "$folder"
array=$(sbatch --parsable array.sbatch)
echo "array $array shards 0-$((shards - 1))" | tee -a submitted
merge=$(sbatch --parsable --dependency="afterany:$array" merge.sbatch "$tries")
echo "merge $merge" | tee -a submitted
echo "logs and shards: $folder"
