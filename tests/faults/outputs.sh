#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Outputs: what is a user's survives, whatever its name; what is replaced is replaced whole; what is killed, or finds
# the disk full, leaves nothing that stays; no output is an input.
. "$SOURCE/tests/faults/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes: {spin: [fermion, scalar], mA_GeV: [0.1, 0.15, 0.2, 0.25], alpha_D: [0.1], mass_ratio: [1/3]}
END
small=$work/jobs/small.yaml
grid=$work/outputs/small.h5
ok 'a grid' "$EPSCAN" scan "$small" --quiet
for i in 0 1; do ok "shard $i" "$EPSCAN" scan "$small" --quiet --shard $i/2; done
shards=("$work"/outputs/small.shard-*.h5)
mkdir "$work/here"
cd "$work/here" || exit 1

# whole GRID: it is complete and sound.
whole() {
    "$EPSCAN" info --quiet --verify --sample 1 "$1" 2>"$work/err" || fail "$1: $(cat "$work/err")"
}
# nothing_but FILE...: these are all that is here.
nothing_but() {
    local found
    found=$(find . -mindepth 1 -maxdepth 1 -printf '%f\n' | LC_ALL=C sort | tr '\n' ' ')
    [ "$found" = "${*:+$* }" ] || fail "there is $found and not $*"
}
# the commands that write, each into OUTPUT...
write_grid() { "$EPSCAN" scan "$small" --quiet -o grid.h5 "$@"; }
write_merged() { "$EPSCAN" merge --quiet -o merged.h5 "${shards[@]}" "$@"; }
write_csv() { "$EPSCAN" export "$grid" --quiet --format csv -o table.csv "$@"; }
write_module() { "$EPSCAN" export "$grid" --quiet --format darkcast --spin fermion -o Dark "$@"; }
write_submission() { "$EPSCAN" export "$grid" --quiet --format hepdata -o submission "$@"; }
write_figure() { "$EPSCAN" plot limits "$grid" --quiet -o figure "$@"; }
write_showers() { "$EPSCAN" simulate "$experiment" --quiet --showers 300 -o showers.h5 --table showers.csv "$@"; }
dark=Dark_fermion_alphaD0p1_r0p333333

# ---- files of the names that temporaries had, and links in their place, are a user's: none is touched
echo mine >victim
for name in grid.h5.creating merged.h5.merging showers.h5.part showers.csv.part; do ln -s victim $name; done
ls -A >before
for command in write_grid write_merged write_csv write_module write_submission write_figure write_showers; do
    ok "$command beside links" $command
done
[ "$(cat victim)" = mine ] || fail 'a victim of a link'
for name in grid.h5.creating merged.h5.merging showers.h5.part showers.csv.part; do
    [ -L $name ] || fail "$name is gone"
done
for made in grid.h5 merged.h5 showers.h5 showers.csv; do
    [ -f $made ] && [ ! -L $made ] || fail "$made is no file"
done
whole grid.h5
whole merged.h5
[ -z "$(compgen -G '*.epscan-*')$(compgen -G '*.lock')" ] || fail "left: $(ls)"
rm -rf ./*
# a lock that is not ours, and one that is a link
echo mine >grid.h5.lock
refused 'grid.h5.lock: exists and is not a lock' write_grid
[ "$(cat grid.h5.lock)" = mine ] || fail 'a file that was named like a lock'
echo mine >victim
ln -sf victim grid.h5.lock
refused 'grid.h5.lock: cannot be written' write_grid
[ "$(cat victim)" = mine ] && [ -L grid.h5.lock ] || fail 'a link that was named like a lock'
rm ./*
# what a killed run noted is removed, and nothing else that looks like it
printf 'epscan lock\ngrid.h5.epscan-0123456789abcdef\nthesis.tex\n../outside.epscan-0123456789abcdef\n' >grid.h5.lock
for name in grid.h5.epscan-0123456789abcdef grid.h5.epscan-0123456789abcdee thesis.tex \
    ../outside.epscan-0123456789abcdef; do echo mine >$name; done
ok 'after a kill' write_grid
nothing_but grid.h5 grid.h5.epscan-0123456789abcdee thesis.tex
[ -e ../outside.epscan-0123456789abcdef ] || fail 'a file of another folder was removed'
rm ./*

# ---- a link at the output: refused, and with --force the link is replaced, not what it leads to
cp "$grid" theirs.h5
ln -s theirs.h5 grid.h5
ln -s nothing table.csv
refused 'grid.h5: exists' write_grid
refused 'table.csv: exists' write_csv
refused 'table.csv: is a link to nothing' write_csv --force
inode=$(stat -c %i theirs.h5)
ok 'a link to a grid, forced' write_grid --force
[ ! -L grid.h5 ] && [ "$(stat -c %i theirs.h5)" = "$inode" ] || fail 'the grid behind a link was replaced'
rm ./*

# ---- what cannot be read is not replaced
if [ "$(id -u)" -eq 0 ]; then
    chmod 755 "$work"
    chmod 777 .
    echo secret >table.csv
    chmod 0222 table.csv
    refused 'table.csv: exists and cannot be read' setpriv --reuid=65534 --regid=65534 --clear-groups env \
        "HOME=$work" \
        "$EPSCAN" export "$grid" --quiet --format csv -o table.csv --force
    [ "$(cat table.csv)" = secret ] || fail 'a file that cannot be read was replaced'
    rm -f ./*
fi

# ---- figures: drawn again without a word; a file that is a user's, or that a user has changed, needs --force
ok 'a figure' write_figure
ok 'again' write_figure
ok 'its data alone' write_figure --data-only
ok 'and again' write_figure
nothing_but figure.dat figure.gp figure.pdf figure.png figure.svg
for suffix in gp dat svg; do
    echo '# mine' >>figure.$suffix
    before=$(sha256sum figure.*)
    refused "figure.$suffix: exists and is not as epscan plot left it" write_figure
    [ "$before" = "$(sha256sum figure.*)" ] || fail "a refused figure changed files"
    ok "figure.$suffix, forced" write_figure --force
    grep -q '# mine' figure.$suffix && fail "figure.$suffix was not replaced"
done
rm ./*
echo mine >victim
for suffix in gp dat png; do
    ln -s victim figure.$suffix
    refused "figure.$suffix: exists" write_figure
    ok "a link, forced" write_figure --force
    [ "$(cat victim)" = mine ] && [ ! -L figure.$suffix ] || fail "figure.$suffix was written through"
    rm figure.*
done
mkdir figure.dat
refused 'figure.dat: is a folder' write_figure --force
rm -r ./*

# ---- no output is an input, or the other output: by another name, a link or a hard link
cp "$grid" own.dat
refused 'own.dat: is the input too' "$EPSCAN" plot limits own.dat --data-only --force -o own
cmp -s "$grid" own.dat || fail 'a figure ate its grid'
rm ./*
mkdir sub
refused 'is the table too' "$EPSCAN" simulate "$experiment" --quiet --showers 300 -o s.h5 --table ./s.h5
refused 'is the table too' "$EPSCAN" simulate "$experiment" --quiet --showers 300 -o s.h5 --table sub/../s.h5
nothing_but sub
ok 'a table' write_showers
ln showers.csv sub/hard.csv
sed "s|^shower:.*|shower: {model: table, table: showers.csv}|; s|\.\./|$SOURCE/inputs/|" "$experiment" >own.yaml
before=$(sha256sum showers.csv own.yaml)
for table in showers.csv sub/hard.csv; do
    refused 'is the input too' "$EPSCAN" simulate own.yaml --quiet --showers 300 -o x.h5 --table $table --force
done
refused 'is the experiment too' "$EPSCAN" simulate own.yaml --quiet --showers 300 -o x.h5 --table own.yaml --force
refused 'is the experiment too' "$EPSCAN" simulate own.yaml --quiet --showers 300 -o own.yaml --force
refused 'is the shard too' "$EPSCAN" merge --force -o "sub/../../outputs/${shards[1]##*/}" "${shards[@]}"
refused 'exists; allowed: another output, or --force to replace it' "$EPSCAN" merge -o "$grid" "${shards[@]}"
[ "$before" = "$(sha256sum showers.csv own.yaml)" ] && [ ! -e x.h5 ] || fail 'an input was overwritten'
rm -r ./*

# ---- --force keeps the old grid until the new one is complete
cp "$grid" grid.h5
before=$(sha256sum grid.h5)
sed "s|^output:.*|output: ../here/grid.h5|" "$long" >"$work/jobs/again.yaml"
"$EPSCAN" scan "$work/jobs/again.yaml" --quiet --threads 1 --force 2>"$work/err" &
pid=$!
wait_for_tiles grid.h5.new 2 || fail 'no new grid beside the old one'
kill -KILL $pid
wait $pid 2>/dev/null
[ "$before" = "$(sha256sum grid.h5)" ] || fail 'the old grid is gone'
refused 'exists' "$EPSCAN" scan "$work/jobs/again.yaml"
make_reference
ok 'resuming what replaces' "$EPSCAN" scan "$work/jobs/again.yaml" --quiet --resume
same grid.h5
nothing_but grid.h5
# stopped in good order, with the old grid taken away; a new scan would pass over what is there
"$EPSCAN" scan "$work/jobs/again.yaml" --quiet --threads 1 --force --time-limit 0:1 2>"$work/err"
[ $? -eq 75 ] || fail "the scan was meant to stop half way: $(cat "$work/err")"
same grid.h5
rm grid.h5
refused 'grid.h5.new: was left by a scan;' "$EPSCAN" scan "$work/jobs/again.yaml"
ok 'continued' "$EPSCAN" scan "$work/jobs/again.yaml" --quiet --resume
same grid.h5
# a user's file of that name
echo mine >grid.h5.new
refused 'grid.h5.new: exists and is not a grid' "$EPSCAN" scan "$work/jobs/again.yaml" --force
ok 'nor does resume mind it' "$EPSCAN" scan "$work/jobs/again.yaml" --quiet --resume
[ "$(cat grid.h5.new)" = mine ] || fail "a user's file was touched"
mv grid.h5 "$work/large.h5"
rm ./*

# ---- the command that continues works, whatever the options were and however they were written
mkdir "a folder" && cp "$work/jobs/again.yaml" "a folder/it's \$HOME.yaml"
sed -i "s|^experiment: ../|experiment: ../../|; s|^output:.*|output: ../grid.h5|" "a folder/it's \$HOME.yaml"
ln -s "a folder/it's \$HOME.yaml" -- -x.yaml
sed "s|^experiment: ../|experiment: $work/|; s|^output:.*|output: grid.h5|" "$work/jobs/again.yaml" >plain.yaml
mv plain.yaml -- -x.yaml
stopped_and_continued() {
    "$EPSCAN" scan "$@" 2>"$work/err"
    [ $? -eq 75 ] || fail "scan $*: was meant to stop: $(cat "$work/err")"
    local command
    command=$(sed -n 's/.*continue with: //p' "$work/err")
    (eval "$command") >"$work/out" 2>"$work/err2"
    [[ $? == @(0|75) ]] || fail "scan $*: \"$command\" fails: $(cat "$work/err2")"
    case $command in *--force* | *" -f"*) fail "forced: $command" ;; esac
}
stopped_and_continued -ft1 -l1 "a folder/it's \$HOME.yaml"
nothing_but -x.yaml 'a folder' grid.h5
stopped_and_continued --for -qt1 --time-limit=0:1 -o "-odd 'name'.h5" "a folder/it's \$HOME.yaml"
[ -e "./-odd 'name'.h5" ] || fail "an odd name: $(ls)"
stopped_and_continued -ft 1 -l1 -oodd$'\n'name.h5 -- -x.yaml
[ -e odd$'\n'name.h5 ] || fail "an odd name: $(ls)"
rm -r ./*

# ---- killed: what an export and a figure leave is removed by the next run
wait_for() {
    for _ in $(seq 300); do
        compgen -G "$1" >/dev/null && return 0
        sleep 0.01
    done
    fail "no $1"
}
mv "$work/large.h5" .
for output in x.csv $'two\nlines.csv' x; do
    format=hepdata
    [[ $output == *.csv ]] && format=csv
    "$EPSCAN" export large.h5 --quiet --format $format -o "$output" 2>"$work/err" &
    pid=$!
    wait_for "${output//$'\n'/?}.epscan-*"
    kill -KILL $pid
    wait $pid 2>/dev/null
    [ ! -e "$output" ] || fail "$output is half written"
    ok "$output after a kill" "$EPSCAN" export large.h5 --quiet --format $format -o "$output" --alpha-D 0.001 \
        --mass-ratio 0.1
    [ -z "$(compgen -G '*.epscan-*')$(compgen -G '*.lock')" ] || fail "left: $(ls -A)"
done
rm -r ./*

# ---- texts of files are shown, not obeyed; what exports carry is UTF-8
cp "$grid" red.h5
/usr/bin/python3 "$SOURCE/tests/faults/unseal.py" red.h5
/usr/bin/python3 -c '
import h5py, numpy
h5py.File("red.h5", "r+").attrs["created"] = numpy.bytes_(b"a\x1b[31mred\a\n\xc2\x85\xffline")'
ok 'its info' "$EPSCAN" info red.h5
grep -qx 'created  *a \[31mred    ?line' "$work/out" || fail "created: $(grep -a created "$work/out" | cat -v)"
"$EPSCAN" merge --quiet -o x.h5 $'red.h5\e[31m' >"$work/out" 2>&1
ok 'a name with control characters' "$EPSCAN" scan "$small" -o $'odd\e[31m\xff.h5'
LC_ALL=C grep -qP '[\x00-\x09\x0b-\x1f\x7f-\xff]' "$work/out" && fail "obeyed: $(cat -v "$work/out")"
cp "$grid" sealed.h5
/usr/bin/python3 -c '
import h5py, numpy
for name in ("red.h5", "sealed.h5"): h5py.File(name, "r+").attrs["title"] = numpy.bytes_(b"a\x1b[31mred\xff")'
refused 'red.h5: damaged: title or experiment is not that of its job' "$EPSCAN" export red.h5 --format csv -o Out
refused 'sealed.h5: damaged' "$EPSCAN" export sealed.h5 --format csv -o Out
rm sealed.h5
for format in csv hepdata darkcast; do
    refused 'its name, which exports carry, is not UTF-8' "$EPSCAN" export $'odd\e[31m\xff.h5' --format $format \
        --spin fermion -o Out
done
nothing_but $'odd\e[31m\xff.h5' red.h5
rm ./*

# ---- a disk that is full, and files that may not grow: exit 1, one line, no crash, nothing left
nothing_written() { # STATUS WHAT
    [ "$1" -eq 1 ] || fail "$2: exit $1"
    [ "$(wc -l <"$work/err")" -eq 1 ] || fail "$2: $(head -3 "$work/err")"
    grep -qE 'cannot be (written|created)' "$work/err" || fail "$2: $(cat "$work/err")"
    nothing_but
}
for kB in 1 16; do
    for command in write_merged "write_merged --no-compression" write_submission write_figure; do
        (ulimit -f $kB; $command) >"$work/out" 2>"$work/err"
        nothing_written $? "$command with files of $kB kB"
    done
done
for command in write_csv write_module; do
    (ulimit -f 1; $command) >"$work/out" 2>"$work/err"
    nothing_written $? "$command with files of 1 kB"
done
# MPI itself needs files of 5 MB to start; the grid needs 36
(ulimit -f 8000; timeout 60 "$EPSCAN" scan "$long" --quiet -o grid.h5) >"$work/out" 2>"$work/err"
nothing_written $? 'a scan with files of 8 MB'
if [ "$(id -u)" -eq 0 ] && mkdir "$work/small" && mount -t tmpfs -o size=2200k tmpfs "$work/small" 2>/dev/null; then
    trap 'umount -l "$work/small"; rm -rf "$work"' EXIT
    cd "$work/small" || exit 1
    "$EPSCAN" simulate "$experiment" --quiet --showers 100000 --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3 \
        --biasing multiplied --beta 1e13 --above 6 -o x.h5 >"$work/out" 2>"$work/err"
    nothing_written $? 'simulate on a full disk'
    mount -o remount,size=32k "$work/small"
    for command in write_submission write_figure; do
        $command >"$work/out" 2>"$work/err"
        nothing_written $? "$command on a full disk"
    done
    cd "$work/here" || exit 1
else
    echo 'skipped: a full disk (needs root to mount a small tmpfs)'
fi

# ---- a file system without locks: a warning, and the lock file's existence
without_locks() {
    LD_PRELOAD="$BUILD/tests/libno_locks.so" "$@"
}
for command in write_grid write_merged write_csv write_module write_submission write_figure write_showers; do
    without_locks $command >"$work/out" 2>"$work/err" || fail "$command without locks: $(cat "$work/err")"
    [ "$(grep -c 'has no locks' "$work/err")" -eq 1 ] || fail "$command: no warning: $(cat "$work/err")"
done
nothing_but $dark.lmt $dark.py figure.dat figure.gp figure.pdf figure.png figure.svg grid.h5 merged.h5 showers.csv \
    showers.h5 submission table.csv
whole grid.h5
printf 'epscan lock\n' >grid.h5.lock
refused 'or was killed; if none is, remove ' without_locks "$EPSCAN" scan "$small" --quiet --resume -o grid.h5
rm grid.h5.lock
without_locks mpirun --oversubscribe -n 2 "$EPSCAN" scan "$small" --quiet -o two.h5 >"$work/out" 2>"$work/err" ||
    fail "two ranks: $(cat "$work/err")"
whole two.h5
finish
