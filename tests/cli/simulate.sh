#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Showers: the same bits for any ranks and threads, yields that the file alone gives again, a table that an experiment
# reads, bad input, existing outputs, and runs that are stopped.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
model="--spin fermion --mA 0.25 --alpha-D 0.1 --mass-ratio 1/3"
out=$work/outputs

simulate() {
    "$EPSCAN" simulate "$experiment" --quiet "$@"
}
mpi_simulate() {
    local ranks=$1
    shift
    mpirun --oversubscribe --bind-to none -n "$ranks" "$EPSCAN" simulate "$experiment" --quiet "$@"
}

# same A B: all datasets and the attributes of the events have the same bits.
same() {
    run_python same_simulation.py "$1" "$2"
}

# ---- the same bits: 2700 showers are ten batches and a part
for biasing in weighted 'multiplied --beta 1e12'; do
    ok "alone, $biasing" simulate --showers 2700 --seed 7 $model --biasing $biasing --threads 1 -o "$out/1x1.h5" \
        --force
    for shape in '1 2' '2 1' '3 1' '2 2'; do
        set -- $shape
        ok "$1 ranks x $2 threads" mpi_simulate "$1" --showers 2700 --seed 7 $model --biasing $biasing --threads "$2" \
            -o "$out/other.h5" --force
        same "$out/1x1.h5" "$out/other.h5" || fail "$biasing: $1 ranks x $2 threads differ"
    done
done
# both channels, electrons in motion
first=$SOURCE/inputs/experiments/na64-2021-first-principles.yaml
sed "s|\.\./|$SOURCE/inputs/|g" "$first" >"$work/moving.yaml"
sed 's/^  electrons: .*/  electrons: all-layers/' "$work/moving.yaml" >"$work/rest.yaml"
for ranks in 1 2; do
    ok "both channels, $ranks ranks" mpirun --oversubscribe -n "$ranks" "$EPSCAN" simulate "$work/moving.yaml" \
        --quiet --showers 520 $model --threads 2 -o "$out/both-$ranks.h5"
done
same "$out/both-1.h5" "$out/both-2.h5" || fail 'both channels: 1 and 2 ranks differ'
refused 'multiplied is for electrons at rest' "$EPSCAN" simulate "$work/moving.yaml" --showers 10 $model \
    --biasing multiplied --beta 1e9 -o "$out/refused.h5"

ok 'another seed' simulate --showers 2700 --seed 8 $model --biasing $biasing -o "$out/other.h5" --force
same "$out/1x1.h5" "$out/other.h5" 2>/dev/null && fail 'another seed gives the same'

# ---- the file alone gives the printed yields and errors again; it opens in xarray with both engines
for biasing in weighted 'multiplied --beta 1e12'; do
    ok "signal, $biasing" simulate --showers 5000 $model --biasing $biasing -o "$out/signal.h5" --force
    check simulation "$work/out" "$out/signal.h5" || fail "yields, $biasing"
done
ok 'both channels' "$EPSCAN" simulate "$work/rest.yaml" --quiet --showers 5000 $model -o "$out/signal.h5" --force
check simulation "$work/out" "$out/signal.h5" || fail 'yields of both channels'

# ---- cuts on the preshower: of the very events that a file has, whatever the threads
light="--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3"
preshower="$EPSCAN efficiency $experiment $light --preshower --showers 5000"
ok 'events for the preshower' simulate --showers 5000 --seed 3 $light -o "$out/signal.h5" --force
for threads in 1 2; do
    OMP_NUM_THREADS=$threads ok 'preshower' $preshower --seed 3 --thresholds 50,80 --preshower-cut 0.001,1,2,4
    cp "$work/out" "$work/preshower-$threads.csv"
done
check preshower "$work/preshower-1.csv" "$out/signal.h5" 5000 || fail 'efficiencies of cuts on the preshower'
cmp -s "$work"/preshower-[12].csv || fail 'the preshower depends on threads'
refused 'has no preshower; target.preshower_cells' "$EPSCAN" efficiency thin-target-8gev $light --preshower
refused '--preshower-cut: "100" is not allowed; allowed: a number in GeV, 0 < preshower-cut < 100 GeV' $preshower \
    --preshower-cut 0.5,100
refused '--preshower-cut: "0"' $preshower --preshower-cut 0
refused '--showers: "0"' $preshower --showers 0
refused '--showers: "1e9" is not allowed; allowed: a whole number from 1 to 10000000' $preshower --showers 1e9
refused '--seed: "-1"' $preshower --seed=-1
refused '--cut: "6" is not allowed; allowed: a number in GeV, 0.02 <= cut <= 5 GeV' $preshower --cut 6
refused '--preshower is not allowed; allowed: without --systematics' $preshower --systematics
for option in '--showers 10' '--preshower-cut 1' '--seed 1' '--cut 1'; do
    refused 'are not allowed; allowed: with --preshower' "$EPSCAN" efficiency "$experiment" $light $option
done
$preshower --thresholds 1 >"$work/out" 2>"$work/err"
[ $? -eq 3 ] || fail 'no event below the threshold: not 3'
says 'no event reads below the threshold, and nan, in 1 rows' 'no event' err
says '^0.225,1,0.5,nan,nan,0,0$' 'no event'

# ---- the table is one that experiments read, and has the integrals of the file's bins
ok 'table' simulate --showers 5000 --seed 3 -o "$out/track.h5" --table "$work/inputs/track.csv"
undegraded=$(sed -n 's/# undegraded_X0: //p' "$work/inputs/track.csv")
sed "s|^shower: .*|shower: {model: table, table: ../track.csv, undegraded_X0: $undegraded}|" "$experiment" \
    >"$work/inputs/experiments/table.yaml"
ok 'tracklength of the table' "$EPSCAN" tracklength "$work/inputs/experiments/table.yaml" --points 19000
cp "$work/out" "$work/fine.csv"
check track_table "$work/fine.csv" "$out/track.h5" "$work/inputs/track.csv" || fail "the table's integrals"
"$EPSCAN" point "$work/inputs/experiments/table.yaml" $model >"$work/out" 2>"$work/err" ||
    fail "point on the table: $(cat "$work/err")"

# ---- existing outputs
before=$(sha256sum "$out/track.h5" "$work/inputs/track.csv")
run="$EPSCAN simulate $experiment --quiet --showers 10"
refused 'exists; allowed: another output, or --force' $run -o "$out/track.h5"
refused 'exists; allowed: another table, or --force' $run -o "$out/new.h5" --table "$work/inputs/track.csv"
refused 'is not a simulation' $run -o "$work/inputs/experiments/table.yaml" --force
cp "$out/track.h5" "$out/mine.h5"
/usr/bin/python3 -c 'import h5py, sys; del h5py.File(sys.argv[1], "a").attrs["random_numbers"]' "$out/mine.h5"
refused 'is not a simulation' $run -o "$out/mine.h5" --force
refused 'is not a track-length table' $run -o "$out/new.h5" --table "$work/inputs/experiments/table.yaml" --force
refused 'is the table too' $run -o "$out/new.h5" --table "$out/new.h5"
[ "$before" = "$(sha256sum "$out/track.h5" "$work/inputs/track.csv")" ] || fail 'a refused run changed a file'
ok 'replacing with --force' $run -o "$out/track.h5" --table "$work/inputs/track.csv" --force
[ "$before" = "$(sha256sum "$out/track.h5" "$work/inputs/track.csv")" ] && fail '--force replaced nothing'

# ---- bad input
mkdir "$work/none"
cd "$work/none" || exit 1
run="$EPSCAN simulate $experiment -o x.h5"
refused '--showers: "0"' $run --showers 0
refused '--showers: "1.5"' $run --showers 1.5
refused '--seed: "-1"' $run --showers 10 --seed=-1
refused '--cut: "0.001"' $run --showers 10 --cut 0.001
refused '--cut: "100"' $run --showers 10 --cut 100
refused '--cut: "6"' $run --showers 10 --cut 6 $model
refused '--cut: "6"' $run --showers 10 --cut 6 --table x.csv
refused '--soft-share: "0.5"' $run --showers 10 --soft-share 0.5
refused '--soft-share: "0"' $run --showers 10 --soft-share 0
refused '--threads: "0"' $run --showers 10 --threads 0
refused 'need all of --spin' $run --showers 10 --mA 0.2
refused 'need all of --spin' $run --showers 10 --biasing weighted
refused '--mass-ratio: "1/2"' $run --showers 10 --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/2
refused 'allowed: fermion, scalar' $run --showers 10 --spin vector --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3
refused '--biasing: "none"' $run --showers 10 $model --biasing none
refused '--beta is missing' $run --showers 10 $model --biasing multiplied
refused '--beta is not allowed' $run --showers 10 $model --beta 1e9
refused '--beta: "0"' $run --showers 10 $model --biasing multiplied --beta 0
refused '--above: "4"' $run --showers 10 $model --above 4
refused '--above: "100"' $run --showers 10 $model --above 100
refused 'none.yaml: cannot be read' "$EPSCAN" simulate none.yaml --showers 10 -o x.h5
refused 'cannot be written' "$EPSCAN" simulate "$experiment" --showers 10 -o nowhere/x.h5
refused 'cannot be written' $run --showers 10 --table nowhere/x.csv
refused 'GB free on its disk' $run --showers 5e11 $model
refused 'allowed: a whole number from 1 to 549755813888' $run --showers 549755813889 $model
mpirun --oversubscribe -n 3 $run --showers 10 --cut 200 >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fail 'mpirun does not return 2'
[ "$(grep -c 'epscan: ' "$work/err")" -eq 1 ] || fail "not one message under mpirun: $(cat "$work/err")"
"$EPSCAN" simulate "$experiment" --showers 10 >"$work/out" 2>&1
[ $? -eq 2 ] || fail 'a missing --output'
"$EPSCAN" simulate "$experiment" --showers 10 --frobnicate -o x.h5 >"$work/out" 2>&1
[ $? -eq 2 ] || fail 'an unknown option'
[ -z "$(ls -A)" ] || fail "bad input left files: $(ls -A)"

# ---- stopping: exit 75, and nothing is there that was not before
# wait_for PATTERN: until a file of such a name is there.
wait_for() {
    for _ in $(seq 200); do
        compgen -G "$1" >/dev/null && return 0
        sleep 0.05
    done
    fail "no $1"
}
echo precious >x.txt
before=$(sha256sum "$out/track.h5")
for signal in TERM INT USR1; do
    # bash starts background processes with SIGINT ignored; the handler is installed all the same
    "$EPSCAN" simulate "$experiment" --showers 1e7 $model --threads 2 -o "$out/track.h5" \
        --force >"$work/out" 2>"$work/err" &
    pid=$!
    wait_for "$out/track.h5.epscan-*"
    refused 'another epscan is writing it' "$EPSCAN" simulate "$experiment" --showers 10 -o "$out/track.h5" --force
    sleep 0.3
    kill -$signal $pid
    wait $pid
    [ $? -eq 75 ] || fail "$signal: not 75: $(cat "$work/err")"
    says 'stopped after .* showers; nothing is kept' "$signal" err
    [ "$before" = "$(sha256sum "$out/track.h5")" ] || fail "$signal: the old file changed"
done
mpirun --oversubscribe --bind-to none -n 2 "$EPSCAN" simulate "$experiment" --showers 1e7 $model --threads 1 -o x.h5 \
    --table x.csv >"$work/out" 2>"$work/err" &
launcher=$!
wait_for "x.h5.epscan-*"
sleep 0.5
kill -USR1 "$(ranks_of $launcher | tail -1)"
wait $launcher
[ $? -eq 75 ] || fail "USR1 on a rank: $(cat "$work/err")"
[ "$(ls -A)" = x.txt ] || fail "stopping left files: $(ls -A)"
[ -z "$(ls "$out"/*.epscan-* "$out"/*.lock 2>/dev/null)" ] || fail "stopping left files: $(ls "$out")"

# killed outright: what it leaves is no FILE.h5, and does not disturb the next run
"$EPSCAN" simulate "$experiment" --showers 1e8 --threads 1 --quiet -o x.h5 &
pid=$!
wait_for "x.h5.epscan-*"
kill -KILL $pid
wait $pid 2>/dev/null
[ ! -e x.h5 ] || fail 'a killed run left a file'
ok 'after a kill' "$EPSCAN" simulate "$experiment" --showers 10 --quiet -o x.h5
[ "$(echo *)" = 'x.h5 x.txt' ] || fail "left-over files: $(echo *)"

# ---- stopped and resumed, by a signal and by a time limit, of an axial vector: the bits of a run that never stopped
usual="$EPSCAN simulate $experiment --quiet --seed 5 $model"
run="$usual --mediator axial"
$run --showers 1e7 --resume --threads 2 -o long.h5 2>"$work/err" &
pid=$!
for _ in $(seq 400); do
    [ "$(stat -c %s long.h5.checkpoint 2>/dev/null || echo 0)" -gt 64 ] && break
    sleep 0.05
done
kill -TERM $pid
wait $pid
[ $? -eq 75 ] || fail "--resume, TERM: not 75: $(cat "$work/err")"
says 'stopped after [0-9]* of 10000000 showers; the same command with --resume goes on' '--resume, TERM' err
done=$(sed -n 's/.*stopped after \([0-9]*\) of.*/\1/p' "$work/err")
[ "$done" -ge 2048 ] || fail "only $done showers were kept"
[ "$(ls -A)" = "$(printf '%s\n' long.h5.checkpoint x.h5 x.txt)" ] || fail "left-over files: $(echo *)"
all=$((done + 700))
ok 'never stopped' $run --showers $all --threads 1 -o whole.h5
cp long.h5.checkpoint kept
refused 'is of another simulation' $run --showers $all --seed 6 --resume -o long.h5
refused 'is of another simulation' $run --showers $all --cut 4 --resume -o long.h5
refused 'is of another simulation' $usual --showers $all --resume -o long.h5
refused 'is of another simulation' $usual --mediator B-L --showers $all --resume -o long.h5
refused 'more than --showers' $run --showers $((done - 1)) --resume -o long.h5
cmp kept long.h5.checkpoint || fail 'a refused run changed the checkpoint'
ok 'resumed by two ranks' mpirun --oversubscribe --bind-to none -n 2 $run --showers $all --resume --threads 1 \
    -o long.h5
same whole.h5 long.h5 || fail 'a resumed run differs'
[ ! -e long.h5.checkpoint ] || fail 'a finished run leaves its checkpoint'
# what was damaged or cut short is simulated again
for way in 1 4; do
    mkdir damaged && cp kept damaged/
    run_python damage_cache.py damaged "$way" >"$work/damage"
    rm long.h5 && mv damaged/kept long.h5.checkpoint && rmdir damaged
    if head -c 32 long.h5.checkpoint | cmp -s -n 32 - kept; then
        ok "damaged: $(cat "$work/damage")" $run --showers $all --resume --force --threads 2 -o long.h5
        same whole.h5 long.h5 || fail "resumed from a damaged checkpoint ($(cat "$work/damage")) differs"
    else
        refused 'no checkpoint' $run --showers $all --resume --threads 2 -o long.h5
        touch long.h5
    fi
done
echo mine >other.h5.checkpoint
refused 'is no checkpoint of a simulation' $run --showers 100 --resume -o other.h5
ln -sf "$PWD/x.txt" other.h5.checkpoint
refused 'is not a regular file' $run --showers 100 --resume -o other.h5
[ "$(cat x.txt)" = precious ] || fail 'a link was followed'
refused '--time-limit: "soon"' $run --showers 100 --time-limit soon -o other.h5
rm -f other* long* kept
$run --showers 1e8 --time-limit 00:00:05 --threads 2 -o long.h5 2>"$work/err"
[ $? -eq 75 ] || fail "--time-limit: not 75: $(cat "$work/err")"
[ -e long.h5.checkpoint ] || fail '--time-limit keeps nothing'

# ---- appended, twice, across parts of batches and with a checkpoint: the bits of a run of as many
rm -f ./*.h5*
ok 'all at once' $run --showers 2001 --threads 1 -o whole.h5
ok 'the first' $run --showers 701 --threads 1 -o more.h5
cp more.h5 first.h5
ok 'and 600 more' $run --append 600 --threads 2 -o more.h5
ok 'and 700 more' $run --append 700 --resume --threads 1 -o more.h5
same whole.h5 more.h5 || fail 'appended showers differ'
says '"showers": 2001,' 'the summary of all'
refused 'is of another simulation, seed or build' "$EPSCAN" simulate "$experiment" --append 10 -o more.h5
refused 'is of another simulation, seed or build' $run --append 10 --cut 4 -o more.h5
refused 'is of another simulation, seed or build' $usual --append 10 -o more.h5
refused 'is of another simulation, seed or build' $usual --mediator B-L --append 10 -o more.h5
ok 'of the usual mediator' $usual --showers 701 --threads 1 -o other.h5
same first.h5 other.h5 2>/dev/null && fail 'an axial vector has the events of a dark photon'
rm -f other.h5
refused 'cannot be read as a simulation' $run --append 10 -o none.h5
refused 'cannot be read as a simulation' $run --append 10 -o x.txt
refused '--append: "0"' $run --append 0 -o more.h5
run_python damage_continuation.py more.h5
before=$(sha256sum more.h5)
refused 'seed or build, or damaged' $run --append 10 -o more.h5
[ "$before" = "$(sha256sum more.h5)" ] || fail 'a refused run changed the file'
[ "$(ls -A)" = "$(printf '%s\n' first.h5 more.h5 whole.h5 x.txt)" ] || fail "left-over files: $(echo *)"
finish
