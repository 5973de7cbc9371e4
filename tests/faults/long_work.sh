#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What takes long: stops within seconds wherever it is, with exit status 75 and nothing under a final name; is
# estimated as it is; is done once under mpirun.
. "$SOURCE/tests/faults/lib.sh"
experiment=$work/inputs/experiments/na64-2021.yaml
model=(--spin fermion --alpha-D 0.1 --mass-ratio 1/3)
# thresholds moved by so much change yields by more than the table of limits holds: each limit is found by itself
sed 's/energy_scale_GeV: 1.5/energy_scale_GeV: 20/' "$experiment" >"$work/inputs/experiments/wide.yaml"

# slow_job NAME METHOD EXPERIMENT: hours or a minute of limits, in tiles that took as long.
slow_job() {
    job "$1" <<END
experiment: ../inputs/experiments/$3.yaml
output: ../outputs/$1.h5
limit_method: $2
axes: {spin: [fermion], mA_GeV: {from: 0.19, to: 0.21, points: 16000, spacing: linear},
       alpha_D: [0.001], mass_ratio: [1/3]}
END
}
slow_job cls cls-asymptotic wide
slow_job bayes bayes na64-2021

# stops WHAT SECONDS COMMAND...: is told to after so long, and has ended six seconds later.
stops() {
    local what=$1 after=$2 status told
    shift 2
    "$@" >"$work/out" 2>"$work/err" &
    local pid=$!
    sleep "$after"
    told=$SECONDS
    kill -TERM $pid 2>/dev/null || fail "$what: ended before: $(head -c 300 "$work/err")"
    wait $pid
    status=$?
    [ $status -eq 75 ] || fail "$what: exit $status: $(head -c 300 "$work/err")"
    [ $((SECONDS - told)) -le 6 ] || fail "$what: took $((SECONDS - told)) s to stop"
    [ "$(grep '^epscan: ' "$work/err" | grep -vc 'is by formulas for many')" -eq 1 ] ||
        fail "$what: not one line: $(head -c 300 "$work/err")"
}
stops 'a scan inside a tile' 4 "$EPSCAN" scan --quiet "$work/jobs/cls.yaml"
stops 'a scan making its table' 3 "$EPSCAN" scan --threads 1 "$work/jobs/bayes.yaml"
says ' of 234 limits ' 'no progress of the table of limits' err
[ "$(ls "$work/outputs")" = cls.h5 ] || fail "left by a scan that never began: $(ls "$work/outputs")"
stops 'validate' 1 "$EPSCAN" validate --quiet "$work/jobs/bayes.yaml"
stops 'limits by toys' 2 "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --mA 0.22 --method cls-toys --toys 5000000
[ -s "$work/out" ] && fail 'limits that were stopped are printed'
stops 'limits by Bayes' 2 "$EPSCAN" limit --quiet "$experiment" "${model[@]}" --mA 0.2:0.25:2000 --method bayes
stops 'thermal targets' 2 "$EPSCAN" relic --kind scalar --mchi-range 0.001:0.2:100000
[ -s "$work/out" ] && fail 'targets that were stopped are printed'
grid=$work/outputs/points.h5
job points <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/points.h5
axes: {spin: [fermion], mA_GeV: [0.1, 0.2], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'a grid to query' "$EPSCAN" scan --quiet "$work/jobs/points.yaml"
mkfifo "$work/points"
stops 'waiting for a writer of points' 2 "$EPSCAN" query --quiet "$grid" --csv "$work/points"
sleep 60 >"$work/points" & # opens it once it is read
writer=$!
stops 'waiting for points' 2 "$EPSCAN" query --quiet "$grid" --csv "$work/points"
kill $writer
stops 'points without end' 1 "$EPSCAN" query --quiet "$grid" --csv /dev/zero
[ -s "$work/out" ] && fail 'points that were stopped are answered'
stops 'showers' 3 "$EPSCAN" simulate --quiet "$experiment" --showers 1e9 -o "$work/outputs/showers.h5"
compgen -G "$work/outputs/*showers*" >"$work/list" && fail "left behind: $(cat "$work/list")"
sed 's/^shower: cascade/shower: {model: monte-carlo, showers: 1000000000}/' "$experiment" \
    >"$work/inputs/experiments/showers.yaml"
stops "an experiment's showers" 2 "$EPSCAN" limit --quiet "$work/inputs/experiments/showers.yaml" "${model[@]}" --mA \
    0.22

# the time limit too
began=$SECONDS
"$EPSCAN" scan --quiet "$work/jobs/cls.yaml" --force --time-limit 0:03 2>"$work/err"
[ $? -eq 75 ] || fail "the time limit inside a tile: $(cat "$work/err")"
[ $((SECONDS - began)) -le 8 ] || fail "the time limit inside a tile: $((SECONDS - began)) s"
# it stops before its time is over, between tiles
make_reference
file=$work/outputs/long.h5
for limit in 00:00:01 0:1; do
    rm -f "$file"
    start=$(date +%s%N)
    "$EPSCAN" scan "$long" --quiet --threads 1 --time-limit $limit -o "$file" 2>"$work/err"
    [ $? -eq 75 ] || fail "--time-limit $limit: $(cat "$work/err")"
    # tiles end before the limit; start-up and closing of MPI are allowed a second more on a busy machine
    [ $((($(date +%s%N) - start) / 1000000)) -lt 2500 ] || fail "--time-limit $limit took too long"
done
ok 'resume after the time limit' "$EPSCAN" scan "$long" --quiet --resume -o "$file"
same "$file"
for limit in 4294967297 18446744073709551617 99999999:00:00 1e3 -5 0; do
    refused "--time-limit: \"$limit\"" "$EPSCAN" scan "$work/jobs/cls.yaml" "--time-limit=$limit" \
        -o "$work/outputs/none.h5"
done
for seed in 9007199254740993 18446744073709551617 1.5 -1 1e300 0x10; do
    refused "--seed: \"$seed\"" "$EPSCAN" simulate "$experiment" --showers 10 "--seed=$seed" -o "$work/outputs/none.h5"
done

# estimates, in processor time: limits outside the table are in a few tiles of this grid and most of its time
sed 's/^experiment/limit_method: cls-asymptotic\nexperiment/; s/points: 680/points: 170/' \
    "$SOURCE/jobs/na64-2021.yaml" >"$work/jobs/some.yaml"
for name in some energy-scale; do
    [ -e "$work/jobs/$name.yaml" ] || cp "$SOURCE/jobs/$name.yaml" "$work/jobs/"
    ok "the estimate of $name" "$EPSCAN" validate --quiet "$work/jobs/$name.yaml"
    about=$(awk '$1 == "time" {print $3}' "$work/out")
    TIMEFORMAT='%U %S'
    { time "$EPSCAN" scan --quiet --threads 1 "$work/jobs/$name.yaml" 2>"$work/err"; } 2>"$work/time"
    took=$(awk '{print $1 + $2}' "$work/time")
    # half a second is MPI's start, which validate counts as 0.3 s
    awk -v about="$about" -v took="$took" 'BEGIN {exit !(about < 1.8 * took + 0.5 && took < 1.8 * about + 0.5)}' ||
        fail "$name: about $about s were expected, and took $took s"
done

# a table of limits by Bayes, which takes most of a short scan, is counted without making it
sed 's/points: 16000/points: 4/; s/bayes.h5/few.h5/' "$work/jobs/bayes.yaml" >"$work/jobs/few.yaml"
{ time ok 'the estimate of a table' "$EPSCAN" validate --quiet "$work/jobs/few.yaml"; } 2>"$work/time"
took=$(awk '{print $1 + $2}' "$work/time")
awk -v took="$took" '$1 == "time" {setup = $11} END {exit !(took < 0.5 * setup)}' "$work/out" ||
    fail "the table was made for its estimate, in $took s: $(grep '^time' "$work/out")"

# what an experiment file says is known without its showers, here days of them
sed 's/na64-2021/showers/' "$work/jobs/few.yaml" >"$work/jobs/showers.yaml"
ok 'tiles of a job with days of showers' timeout 20 "$EPSCAN" validate --value tiles "$work/jobs/showers.yaml"

# commands without MPI run once
ok 'alone' "$EPSCAN" tracklength "$experiment" --points 5
cp "$work/out" "$work/alone"
ok 'under mpirun' ranks 3 "$EPSCAN" tracklength "$experiment" --points 5
cmp -s "$work/out" "$work/alone" || fail 'tracklength under mpirun is printed more than once'
finish
