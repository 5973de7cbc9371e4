#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Events as HepMC3: read back by HepMC3's own reader, HEPMC_READER; the same text for any ranks and threads; existing
# and bad outputs. Of a build without HepMC3 (no reader): the option is refused.
. "$(dirname "$0")/lib.sh"
first=$SOURCE/inputs/experiments/na64-2021-first-principles.yaml
model="--spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3"
sed "s|\\.\\./|$SOURCE/inputs/|g" "$first" >"$work/moving.yaml"
sed 's/^  electrons: .*/  electrons: all-layers/' "$work/moving.yaml" >"$work/rest.yaml"
simulate() {
    "$EPSCAN" simulate "$work/moving.yaml" --quiet "$@"
}

if [ -z "${HEPMC_READER:-}" ]; then
    refused 'built without HepMC3' simulate --showers 10 $model -o "$work/x.h5" --hepmc "$work/x.hepmc3"
    [ -e "$work/x.h5" ] && fail 'a refused run left a file'
    finish
fi

ok 'both channels' simulate --showers 2700 $model -o "$work/a.h5" --hepmc "$work/a.hepmc3" --threads 1
cp "$work/out" "$work/summary"
ok 'reading back' "$HEPMC_READER" "$work/a.hepmc3" 450 # 150 cells of 3 mm
check hepmc "$work/summary" "$work/out" || fail 'sums of weights'
ok '2 ranks' mpirun --oversubscribe -n 2 "$EPSCAN" simulate "$work/moving.yaml" --quiet --showers 2700 $model \
    -o "$work/b.h5" --hepmc "$work/b.hepmc3" --threads 2
cmp -s "$work/a.hepmc3" "$work/b.hepmc3" || fail '1 and 2 ranks differ'
ok 'electrons at rest, the paper'"'"'s biasing' "$EPSCAN" simulate "$work/rest.yaml" --quiet --showers 2700 $model \
    --biasing multiplied --beta 1e13 -o "$work/c.h5" --hepmc "$work/c.hepmc3"
cp "$work/out" "$work/summary"
ok 'reading back' "$HEPMC_READER" "$work/c.hepmc3" 450
check hepmc "$work/summary" "$work/out" || fail 'sums of weights, multiplied'
scalar="--mediator scalar --spin yukawa-scalar --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3"
ok 'a scalar mediator' simulate --showers 90 $scalar -o "$work/e.h5" --hepmc "$work/e.hepmc3"
cp "$work/out" "$work/summary"
ok 'reading back' "$HEPMC_READER" "$work/e.hepmc3" 450
check hepmc "$work/summary" "$work/out" || fail 'sums of weights, a scalar'
grep -q '^A mediator scalar$' "$work/e.hepmc3" || fail 'the file does not say of which mediator it is'
grep -q '^P [0-9]* [-0-9]* 54 ' "$work/e.hepmc3" || fail 'a scalar is no 54'
! grep -q '^P [0-9]* [-0-9]* 55 ' "$work/e.hepmc3" || fail 'a scalar is a 55'
refused 'fermion is not allowed with a mediator of scalar coupling' simulate --showers 10 $model --mediator scalar \
    -o "$work/d.h5"
refused 'signal events need all of' simulate --showers 10 --mediator B-L -o "$work/d.h5"

# ---- outputs
before=$(sha256sum "$work"/[abc].*)
refused 'exists; allowed: another file, or --force' simulate --showers 10 $model -o "$work/d.h5" \
    --hepmc "$work/a.hepmc3"
refused 'is the HepMC file too' simulate --showers 10 $model -o "$work/d.h5" --hepmc "$work/d.h5"
refused 'is the table too' simulate --showers 10 $model -o "$work/d.h5" --hepmc "$work/d.csv" --table "$work/d.csv"
refused 'is the experiment too' simulate --showers 10 $model -o "$work/d.h5" --hepmc "$work/moving.yaml" --force
refused 'is not a HepMC file' simulate --showers 10 $model -o "$work/d.h5" --hepmc "$work/a.h5" --force
refused 'need all of --spin' simulate --showers 10 -o "$work/d.h5" --hepmc "$work/d.hepmc3"
refused 'cannot be written' simulate --showers 10 $model -o "$work/d.h5" --hepmc "$work/nowhere/d.hepmc3"
[ "$before" = "$(sha256sum "$work"/[abc].*)" ] || fail 'a refused run changed a file'
[ -z "$(ls "$work"/d.* "$work"/*.epscan-* "$work"/*.lock 2>/dev/null)" ] || fail "left-over files: $(ls "$work")"
ok 'replacing with --force' simulate --showers 10 $model -o "$work/b.h5" --hepmc "$work/b.hepmc3" --force
cmp -s "$work/a.hepmc3" "$work/b.hepmc3" && fail '--force replaced nothing'

# stopped: nothing is there that was not before
"$EPSCAN" simulate "$work/moving.yaml" --quiet --showers 1e7 $model -o "$work/d.h5" \
    --hepmc "$work/d.hepmc3" >"$work/out" 2>"$work/err" &
pid=$!
sleep 2
kill -TERM $pid
wait $pid
[ $? -eq 75 ] || fail "not 75: $(cat "$work/err")"
[ -z "$(ls "$work"/d.* "$work"/*.epscan-* 2>/dev/null)" ] || fail "stopping left files: $(ls "$work")"
finish
