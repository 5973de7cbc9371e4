#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Shards and their merge: eight shards are one run, bit by bit; what is missing, twice, foreign or damaged is named.
. "$SOURCE/tests/faults/lib.sh"
make_reference
out=$work/outputs
for i in 0 1 2 3 4 5 6 7; do
    ok "shard $i" "$EPSCAN" scan "$long" --quiet --shard $i/8 # named after the job's output
    [ -e "$out/long.shard-000$i-of-0008.h5" ] || fail "no file of shard $i"
done
shard() {
    echo "$out/long.shard-000$1-of-0008.h5"
}
all=("$out"/long.shard-*.h5)
ok 'merge' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}"
same "$out/merged.h5"
ok 'merge without compression, in another order' "$EPSCAN" merge --quiet --no-compression -o "$out/plain.h5" \
    $(printf '%s\n' "${all[@]}" | sort -r)
same "$out/plain.h5"
check compression "$out/merged.h5" "$out/plain.h5" || fail 'compression of the merged file'
refused 'exists; allowed: another output, or --force to replace it' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}"
refused 'is the shard too' "$EPSCAN" merge --force -o "$out/../outputs/${all[3]##*/}" "${all[@]}"
ln "$(shard 3)" "$work/hard.h5"
refused 'is the shard too' "$EPSCAN" merge --force -o "$work/hard.h5" "${all[@]}"
rm "$out"/merged.h5 "$out"/plain.h5

refused 'shard 3/8 is missing' "$EPSCAN" merge -o "$out/merged.h5" $(printf '%s\n' "${all[@]}" | grep -v shard-0003)
refused "is in $(shard 2) too" "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}" "$(shard 2)"
refused 'cannot be read' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}" "$out/none.h5"
sed 's/0.05/0.06/' "$long" >"$work/jobs/other.yaml"
ok 'a foreign shard' "$EPSCAN" scan "$work/jobs/other.yaml" --quiet --shard 3/8 -o "$out/foreign.h5"
refused 'made from another job; allowed: one of the same inputs' "$EPSCAN" merge -o "$out/merged.h5" \
    $(printf '%s\n' "${all[@]}" | grep -v shard-0003) "$out/foreign.shard-0003-of-0008.h5"
ok 'a shard of another cut' "$EPSCAN" scan "$long" --quiet --shard 3/9 -o "$out/ninth.h5"
refused 'ninth.shard-0003-of-0009.h5: a share of 9' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}" \
    "$out/ninth.shard-0003-of-0009.h5"
cp "$(shard 4)" "$work/keep.h5"
flip "$(shard 4)" $(($(offset "$(shard 4)" n_annihilation 0) + 99))
refused 'shard-0004-of-0008.h5: tile' "$EPSCAN" merge --quiet -o "$out/merged.h5" "${all[@]}"
ok 'mending the shard' "$EPSCAN" scan "$long" --quiet --resume --shard 4/8
cmp -s "$(shard 4)" "$work/keep.h5" || h5diff "$(shard 4)" "$work/keep.h5" /n_annihilation >/dev/null ||
    fail 'the shard was not mended'
forget_tile "$(shard 4)"
refused 'shard-0004-of-0008.h5: incomplete' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}"
[ -z "$(compgen -G "$out/merged*")" ] || fail "a refused merge left a file: $(ls "$out")"
cp "$(shard 4)" "$out/mine.shard-0005-of-0008.h5"
refused 'holds shard 4/8' "$EPSCAN" scan "$long" --resume --shard 5/8 -o "$out/mine.h5"
ok 'completing the shard' "$EPSCAN" scan "$long" --quiet --resume --shard 4/8
ok 'merge' "$EPSCAN" merge -o "$out/merged.h5" "${all[@]}"
same "$out/merged.h5"

# shards have names of their own with -o too, and a name that has the share already is taken as it is
for i in 0 1; do ok "shard $i with -o" "$EPSCAN" scan "$long" --quiet --shard $i/2 -o "$out/rg.h5"; done
ok 'a name with its share' "$EPSCAN" scan "$long" --quiet --resume --shard 1/2 -o "$out/rg.shard-0001-of-0002.h5"
[ "$(cd "$out" && echo rg*)" = 'rg.shard-0000-of-0002.h5 rg.shard-0001-of-0002.h5' ] ||
    fail "names of shards: $(ls "$out")"

# a shard is not a grid: figures want all of it
refused 'incomplete' "$EPSCAN" plot limits "$(shard 1)"
# more shards than tiles: some hold nothing, and the merge does not mind
job tiny <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/tiny.h5
axes: {spin: [fermion, scalar], mA_GeV: [0.1, 0.2], alpha_D: [0.1], mass_ratio: [1/3]}
END
for i in 0 1 2 3; do ok "tiny shard $i" "$EPSCAN" scan "$work/jobs/tiny.yaml" --quiet --shard $i/4; done
ok 'tiny merge' "$EPSCAN" merge --quiet -o "$out/tiny.h5" "$out"/tiny.shard-*.h5
ok 'tiny proof' "$EPSCAN" info --verify "$out/tiny.h5"

for bad in 8/8 1/0 -1/8 a/b 1/8x 1; do refused "--shard: \"$bad\"" "$EPSCAN" scan "$long" "--shard=$bad"; done

# a complete grid of another job where the merged one should be: neither taken for it nor replaced
ok 'the same job' "$EPSCAN" info --quiet --same-as "$(shard 1)" "$out/merged.h5"
sed 's/to: 0.5,/to: 0.6,/' "$long" >"$work/jobs/other.yaml"
ok 'another job' "$EPSCAN" scan "$work/jobs/other.yaml" --quiet -o "$out/other.h5"
refused 'other.h5: made from another job' "$EPSCAN" info --same-as "$(shard 1)" "$out/other.h5"
grep -q -- --force "$work/err" && fail 'info offers --force, which it has not'
merge_job=$work/merge.sh folder=$out/other.slurm
"$SOURCE/slurm/submit.sh" "$long" --shards 8 --time 60 --launcher mpirun --output "$out/other.h5" \
    --dry-run >"$work/dry"
sed -n '/merge.sbatch, after the array/,$p' "$work/dry" >"$merge_job"
mkdir "$folder"
for ((i = 0; i < 8; i++)); do ln "$(shard $i)" "$folder/grid.shard-000$i-of-0008.h5"; done
cp "$out/other.h5" "$work/other.h5"
bash "$merge_job" && fail 'the merge finds no fault with a grid of another job'
[ ! -e "$folder/merged" ] || fail "a grid of another job is called merged: $(cat "$folder/merge.log")"
grep -q 'other.h5: exists' "$folder/merge.log" || fail "the merge says: $(cat "$folder/merge.log")"
cmp -s "$out/other.h5" "$work/other.h5" || fail 'a grid of another job was replaced'
mv "$out/merged.h5" "$out/other.h5"
bash "$merge_job" && [ -e "$folder/merged" ] ||
    fail "the merge before this one is not seen: $(cat "$folder/merge.log")"
finish
