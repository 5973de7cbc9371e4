#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The commands of jobs/array.md on a real, private, one-node Slurm: each job as the array that stands there, its merged
# grid bit by bit that of a direct run; then the commands for shards without submit.sh.
. "$SOURCE/tests/slurm/lib.sh"

# The commands are a user's, from the checkout: here one whose outputs are elsewhere.
cp -r "$SOURCE/jobs" "$SOURCE/slurm" "$work/"
mkdir -p "$work/build" "$work/bin"
ln -s "$EPSCAN" "$work/bin/epscan"
ln -s "$EPSCAN" "$work/build/epscan"
PATH=$work/bin:$PATH
cd "$work" || exit 1

# merged_within SECONDS NAME
merged_within() {
    local end=$((SECONDS + $1))
    until [ -e "outputs/$2.slurm/merged" ]; do
        [ $SECONDS -lt $end ] || { tail -n 5 "outputs/$2.slurm"/*.log >&2; return 1; }
        sleep 0.3
    done
}
# same_as_direct GRID.h5 NAME
same_as_direct() {
    for variable in n_annihilation epsilon_up n_strahlung status complete ledger/tile_checksum; do
        h5diff "direct/$2.h5" "$1" "/$variable" >differences 2>&1 ||
            fail "$1: $variable differs: $(head -3 differences)"
    done
}

mkdir direct
submitted=0
while read -r command; do
    name=$(sed -E 's|.*jobs/([a-z0-9-]*)\.yaml.*|\1|' <<<"$command")
    shards=$(sed -E 's/.*--shards ([0-9]*).*/\1/' <<<"$command")
    ok "direct run of $name" epscan scan "jobs/$name.yaml" --quiet -o "direct/$name.h5"
    tiles=$(epscan validate "jobs/$name.yaml" | awk '$1 == "tiles" {print $2}')
    grep -qE "^\| \`$name\.yaml\` \| $tiles \| $shards \|" jobs/array.md ||
        fail "$name: the table does not say $tiles tiles, $shards shards"
    [ "$shards" -le "$tiles" ] || fail "$name: more shards than tiles"
    started=$SECONDS
    ok "$command" $command
    merged_within 120 "$name" || fail "$name: the array does not end"
    echo "$name: $shards shards and merge in $((SECONDS - started)) s"
    same_as_direct "outputs/$name.h5" "$name"
    submitted=$((submitted + 1))
done < <(grep '^slurm/submit.sh jobs/[a-z0-9-]*\.yaml --shards' jobs/array.md)
[ $submitted -eq "$(find jobs -maxdepth 1 -name "*.yaml" | wc -l)" ] ||
    fail "$submitted jobs have a command, of $(find jobs -maxdepth 1 -name "*.yaml" | wc -l)"

# by hand: an array by sbatch, a merge of three of its four shards that is refused, one shard gone on with, the merge
rm -f outputs/*.h5
by_hand=$(grep '^sbatch ' jobs/array.md)
ok "$by_hand" bash -c "$by_hand --wait"
rm outputs/recast-grid.shard-0002-of-0004.h5 2>/dev/null || fail "no shard 2: $(ls outputs)"
merge=$(grep '^epscan merge ' jobs/array.md)
refused "shard 2/4 is missing" bash -c "$merge"
ok 'the missing shard' bash -c "$(grep '^epscan scan .*--shard 2/4 --resume' jobs/array.md)"
ok "$merge" bash -c "$merge"
same_as_direct outputs/recast-grid.h5 recast-grid
"$SOURCE/tests/slurm/private-slurm.sh" stop "$slurm" 2>"$work/slurm.log" ||
    fail "Slurm does not stop: $(cat "$work/slurm.log")"
finish
