#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Submit a scan as a Slurm array, one task a shard, and a merge that waits for it.
#
#   slurm/submit.sh JOB.yaml --shards N [--ranks R] [--threads T] [--time TIME] [--launcher srun|mpirun] [--output
#   GRID.h5]
#                   [--signal-lead SECONDS] [--tries N] [--sbatch "OPTION..."] [--epscan PROGRAM] [--force] [--dry-run]
#
# A task that comes near its time limit or is preempted stops in good order, is requeued and goes on where it stopped,
# as often as it takes. The merge runs when no task is left; shards that are missing (cancelled, crashed) it submits
# again, at most --tries times (default 3), and itself after them. TIME is as sbatch takes it: M, M:S, H:M:S, D-H,
# D-H:M or D-H:M:S.
# --force lets the merge replace a grid that exists. Everything that is submitted, all logs and the shards are kept in
# GRID.slurm/ beside the output. To give up, cancel the array and the merge: the ids are in GRID.slurm/submitted.
#
# No path is read by a shell, or by sbatch, as anything but a path: the scripts have their values from assignments
# quoted by printf %q, and sbatch is started in GRID.slurm/, so that the names it is given are short ones of our own.
# It reads % and \ in the folder's name all the same; then the scripts alone open their logs, which otherwise have
# Slurm's messages too.
set -euo pipefail

usage() {
    sed -n '3,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
}
refuse() {
    printf 'submit.sh: %s\n' "${*//[[:cntrl:]]/ }" >&2
    exit 2
}
# quoted TEXT...: as bash reads it, in ASCII, on one line, whatever the locale here and there.
quoted() {
    local LC_ALL=C
    printf %q "$1"
    [ $# -eq 1 ] || printf ' %q' "${@:2}"
}
# keep VARIABLE COMMAND...: its output but for the newline at its end; $(...) alone would take all of them.
keep() {
    local text
    text=$("${@:2}" && echo x) || return
    printf -v "$1" %s "${text%$'\nx'}"
}

job='' shards='' ranks=1 threads=1 time=01:00:00 launcher=srun output='' lead=60 tries=3 extra='' dry_run=0 force='' \
    epscan=''
while [ $# -gt 0 ]; do
    option=$1
    case $option in
        --help) usage; exit 0 ;;
        --dry-run) dry_run=1; shift; continue ;;
        --force) force=--force; shift; continue ;;
        --shards | --ranks | --threads | --time | --launcher | --output | --signal-lead | --tries | --sbatch | \
            --epscan)
            [ $# -ge 2 ] || refuse "$option: needs a value"
            ;;
        -*) refuse "$option: unknown option; --help lists them, and a job's name may begin with ./" ;;
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
    if ! [[ $2 =~ ^(0|[1-9][0-9]{0,8})$ ]] || [ "$2" -lt "$3" ] || [ "$2" -gt "$4" ]; then
        refuse "$1: \"$2\" is not allowed; allowed: $3 to $4"
    fi
}
# seconds_of TIME: as Slurm reads it. Without days a last field of three is seconds, of one minutes; behind days the
# first is hours.
seconds_of() {
    local n='([0-9]{1,6})' d=0 h=0 m=0 s=0
    if [[ $1 =~ ^$n$ ]]; then
        m=${BASH_REMATCH[1]}
    elif [[ $1 =~ ^$n:$n$ ]]; then
        m=${BASH_REMATCH[1]} s=${BASH_REMATCH[2]}
    elif [[ $1 =~ ^$n:$n:$n$ ]]; then
        h=${BASH_REMATCH[1]} m=${BASH_REMATCH[2]} s=${BASH_REMATCH[3]}
    elif [[ $1 =~ ^$n-$n(:$n(:$n)?)?$ ]]; then
        d=${BASH_REMATCH[1]} h=${BASH_REMATCH[2]} m=${BASH_REMATCH[4]:-0} s=${BASH_REMATCH[6]:-0}
    else
        return 1
    fi
    echo $((((10#$d * 24 + 10#$h) * 60 + 10#$m) * 60 + 10#$s))
}

[ -n "$job" ] || refuse "a job file is required; --help explains"
[ -n "$shards" ] || refuse "--shards N is required"
whole_number --shards "$shards" 1 100000
whole_number --ranks "$ranks" 1 100000
whole_number --threads "$threads" 1 4096
whole_number --signal-lead "$lead" 10 65535
whole_number --tries "$tries" 0 1000
seconds=$(seconds_of "$time") || refuse "--time: \"$time\" is not allowed; allowed: M, M:S, H:M:S, D-H, D-H:M, D-H:M:S"
# a limit within the lead would stop every run at once, and requeue it for ever
[ "$seconds" -gt "$lead" ] || refuse \
    "--time: \"$time\" is not allowed; allowed: more than the $lead s of --signal-lead"
case $launcher in srun | mpirun) ;; *) refuse "--launcher: \"$launcher\" is not allowed; allowed: srun, mpirun" ;; esac
[[ $extra != *[[:cntrl:]]* ]] || refuse "--sbatch: allowed: sbatch's options on one line"
if [ -z "$epscan" ]; then
    here=${BASH_SOURCE[0]%/*}
    epscan=$here/../build/epscan
    [ -x "$epscan" ] || keep epscan command -v epscan || epscan=
fi
if ! [ -f "$epscan" ] || ! [ -x "$epscan" ]; then refuse "no epscan program; build it, or give --epscan PROGRAM"; fi
keep epscan realpath -- "$epscan"
[ $dry_run -eq 1 ] || command -v sbatch >/dev/null || refuse "sbatch is not installed here"

# The job is checked before anything is queued: one line and exit 2 on bad input.
to_output=()
[ -z "$output" ] || to_output=("--output=$output")
"$epscan" validate --quiet "${to_output[@]}" -- "$job" >/dev/null || exit 2
tiles='' && keep tiles "$epscan" validate --quiet --value=tiles "${to_output[@]}" -- "$job" || exit 2
keep output "$epscan" validate --quiet --value=output "${to_output[@]}" -- "$job" || exit 2
keep job realpath -- "$job"
keep output realpath -m -- "$output"
if [ "$shards" -gt "$tiles" ]; then
    echo "submit.sh: --shards $shards: more than the job's tiles, of which a shard has one at least; $tiles it is" >&2
    shards=$tiles
fi
name=${output##*/}
stem=${name%.*}
folder=${output%/*}/${stem:-$name}.slurm
short=${stem//[^A-Za-z0-9._-]/_} # for squeue
short=${short:0:64}
log() { if [[ $folder == *[%\\]* ]]; then echo /dev/null; else echo "$1"; fi; }
[ $dry_run -eq 1 ] || [ ! -e "$output" ] || [ -n "$force" ] ||
    refuse "$output: exists; allowed: another --output, or --force for the merge to replace it"

array_script() {
    local launch=(srun --mpi=pmix "--ntasks=$ranks" "--cpus-per-task=$threads")
    [ "$launcher" = srun ] || launch=(mpirun -n "$ranks" --bind-to none)
    cat <<END
#!/bin/bash
#SBATCH --job-name=$short
#SBATCH --array=0-$((shards - 1))
#SBATCH --ntasks=$ranks
#SBATCH --cpus-per-task=$threads
#SBATCH --time=$time
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=B:USR1@$lead
#SBATCH --output=$(log shard-%a.log)
${extra:+#SBATCH $extra
}# One shard of a scan; written by slurm/submit.sh.
epscan=$(quoted "$epscan")
job=$(quoted "$job")
folder=$(quoted "$folder")
launch=($(quoted "${launch[@]}"))
scan=(--shard slurm/$shards --resume --threads $threads)
END
    cat <<'END'
# SIGUSR1 comes --signal-lead seconds before the time limit, to this shell only: it is handed on to the ranks, which
# stop in good order with exit status 75; then the task is requeued and --resume goes on.
shard=$SLURM_ARRAY_TASK_ID
task=${SLURM_ARRAY_JOB_ID}_$shard
exec >>"$folder/shard-$shard.log" 2>&1
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
say() { echo "[$(date +%FT%T)] task $task $*"; }
told=0 pid=
trap 'told=1; say "is told to stop"; [ -z "$pid" ] || kill -USR1 "$pid"' USR1
# SIGTERM is scancel or preemption: the ranks stop in good order too, and Slurm decides whether the task comes again
trap '[ -z "$pid" ] || kill -USR1 "$pid"' TERM
say "starts, restart ${SLURM_RESTART_COUNT:-0}"
"${launch[@]}" "$epscan" scan "$job" "${scan[@]}" -o "$folder/grid.h5" &
pid=$!
[ $told -eq 0 ] || kill -USR1 $pid
wait $pid
status=$?
# a signal ends a wait, not the scan
for _ in 1 2 3; do
    [ $status -gt 128 ] || break
    wait $pid
    later=$?
    [ $later -eq 127 ] || status=$later
done
say "ends with status $status"
if [ $told -eq 1 ] && { [ $status -eq 75 ] || [ $status -gt 128 ]; }; then
    say "is requeued"
    scontrol requeue "$task" || exit 75
    sleep 60 # Slurm ends this shell
fi
exit $status
END
}

merge_script() {
    cat <<END
#!/bin/bash
#SBATCH --job-name=$short-merge
#SBATCH --ntasks=1
#SBATCH --time=$time
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=$(log merge.log)
${extra:+#SBATCH $extra
}# Merge the shards of a scan; written by slurm/submit.sh. The argument is how often missing shards may be submitted
# again.
epscan=$(quoted "$epscan")
folder=$(quoted "$folder")
output=$(quoted "$output")
shards=$shards
tries=\${1:-$tries}
force=$force
END
    cat <<'END'
say() { printf '[%(%FT%T)T] %s\n' -1 "$*"; }
complete() { "$epscan" info --quiet --verify --sample 0 "$@"; }
cd -- "$folder" || exit 1
exec >>merge.log 2>&1
if [ -e merged ]; then
    say "merged before"
    exit 0
fi
# the names that epscan gives to the shards of grid.h5, of which a single one is all of it
files=(grid.h5) missing=
for ((i = 0; i < shards; i++)); do
    [ "$shards" -eq 1 ] || files[i]=$(printf 'grid.shard-%04d-of-%04d.h5' "$i" "$shards")
    complete "${files[i]}" || missing+=${missing:+,}$i
done
if [ -n "$missing" ]; then
    say "shards that are not complete: $missing; tries left: $tries"
    [ "$tries" -gt 0 ] || exit 1
    array=$(sbatch --parsable --array="$missing" array.sbatch) || exit 1
    echo "array $array shards $missing" | tee -a submitted
    merge=$(sbatch --parsable --dependency="afterany:$array" merge.sbatch $((tries - 1))) || exit 1
    echo "merge $merge" | tee -a submitted
    exit 0
fi
if [ -z "$force" ] && [ -e "$output" ] && complete "$output" --same-as "${files[0]}"; then
    touch merged # a merge before this one was stopped just after its end
    exit 0
fi
"$epscan" merge ${force:+"$force"} -o "$output" "${files[@]}" && touch merged && say "$output"
END
}

if [ $dry_run -eq 1 ]; then
    echo "# $(quoted "$folder")/array.sbatch"
    array_script
    echo
    echo "# $(quoted "$folder")/merge.sbatch, after the array"
    merge_script
    exit 0
fi
[ ! -e "$folder/submitted" ] ||
    refuse "$folder: a scan was submitted from here; its ids are in submitted; remove the folder to start again"
mkdir -p -- "$folder" || refuse "$folder: cannot be written"
cd -P -- "$folder"
array_script >array.sbatch
merge_script >merge.sbatch
array=$(sbatch --parsable array.sbatch)
echo "array $array shards 0-$((shards - 1))" | tee -a submitted
merge=$(sbatch --parsable --dependency="afterany:$array" merge.sbatch "$tries")
echo "merge $merge" | tee -a submitted
echo "logs and shards: $folder"
