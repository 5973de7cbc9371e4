#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Exports, each read by a parser of its format: CSV against the grid, HEPData against the rules of its schemas,
# DarkCast as its own Limit and Dataset read it, interpolated at random masses; slices; what is refused, and that
# nothing is left behind then.
. "$(dirname "$0")/lib.sh"

# Six tiles; the last masses are beyond the published strahlung limit, where nothing is excluded.
job grid <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/grid.h5
title: 'the "grid" #1 \\ ε'
axes:
  spin: [scalar, fermion]
  mA_GeV: {from: 0.01, to: 1.2, points: 400, spacing: log}
  alpha_D: [1e-5, 0.1, 0.5]
  mass_ratio: [0.2, 1/3]
  ecal_threshold_GeV: {from: 40, to: 60, points: 5, spacing: linear}
  energy_scale_shift: [-0.03, 0, 0.03]
END
ok 'scan' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet
grid=$work/outputs/grid.h5
one="--spin fermion --alpha-D 0.1 --mass-ratio 1/3"
mkdir "$work/exports"
cd "$work/exports" || exit 1

# ---- CSV: every number of the file, to the last bit, in the order of the file
ok 'csv, all' "$EPSCAN" export "$grid" --format csv -o all.csv
says '^all.csv: 72000 points$' 'summary'
says '100.0 %' 'no progress' err
ok 'csv, a slice' "$EPSCAN" export "$grid" --format csv -o slice.csv -q --spin fermion --mA 0.05:0.3 --alpha-D \
    0.5,1e-5 --mass-ratio 1/3 \
    --threshold 40,45,60 --scale-shift=-0.03,0
[ -s "$work/out" ] || [ -s "$work/err" ] && fail "--quiet prints: $(cat "$work/out" "$work/err")"
check csv_export "$grid" || fail 'CSV'

# ---- HEPData: a table a model, at the default selection; what HEPData's schemas and validator demand
ok 'hepdata' "$EPSCAN" export "$grid" --format hepdata -o submission
says '^submission: 12 tables, .* MB, with the grid$' 'summary'
ok 'hepdata, a slice, a slash' "$EPSCAN" export "$grid" --format hepdata -o part/ --spin scalar --mA 0.1:0.4 \
    --mass-ratio 0.2 \
    --threshold 45,55 --scale-shift 0.03
check hepdata whole "$grid" || fail 'HEPData'

# ---- too much for HEPData: a table above 10 MiB, all tables above 50 MB; a grid above 50 MB stays outside
job large <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/large.h5
axes: {spin: [fermion], mA_GeV: {from: 0.01, to: 0.5, points: 80000, spacing: log}, alpha_D: [0.1], mass_ratio: [0.2],
       ecal_threshold_GeV: {from: 40, to: 60, points: 41, spacing: linear}}
END
ok 'scan, large' "$EPSCAN" scan "$work/jobs/large.yaml" --quiet
large=$work/outputs/large.h5
refused 'large: table1.yaml would take more than the 10.5 MB that HEPData allows' "$EPSCAN" export "$large" \
    --format hepdata -o large
refused 'large: the submission would take more than the 50 MB that HEPData allows' "$EPSCAN" export "$large" \
    --format hepdata -o large \
    --mA 0.01:0.1 --threshold 40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55
ok 'hepdata of a large grid' "$EPSCAN" export "$large" --format hepdata -o large --mA 0.2:0.201
says 'without the grid, which is too large (--grid-url URL links to it)$' 'summary'
check hepdata without "$large" large || fail 'HEPData without the grid'
url="https://example.org/grids?name=large&version=1"
for source in "$large" "$grid"; do # too large, and not
    rm -rf linked
    ok 'hepdata with a link' "$EPSCAN" export "$source" --format hepdata -o linked --mA 0.2:0.22 --grid-url "$url"
    says 'a link to the grid$' 'summary'
    check hepdata linked "$source" linked "$url" || fail 'HEPData with a link'
done
for wrong in ftp://a.b/c https:// "https://a b" "https://a.b/$(printf '%0300d' 0)" /grid.h5 ''; do
    refused 'is not allowed; allowed: https://... or http://... of at most 256 characters without spaces' \
        "$EPSCAN" export "$grid" --format hepdata -o Bad --grid-url "$wrong"
done
refused '--grid-url is not allowed with csv; allowed: hepdata' "$EPSCAN" export "$grid" --format csv -o Bad \
    --grid-url "$url"

# ---- DarkCast: the module as its Limit uses it, the table as its Dataset reads and interpolates it
ok 'darkcast' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test $one
ok 'darkcast, other choices' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test --spin scalar --alpha-D 1e-5 \
    --mass-ratio 0.2 \
    --mA 0.02:0.5 --threshold 45 --scale-shift 0.03
sed 's/{particle: electron/{particle: positron/' "$work/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/positrons.yaml"
grep -q 'particle: positron' "$work/inputs/experiments/positrons.yaml" || fail 'no positron beam'
job positrons <<END
experiment: ../inputs/experiments/positrons.yaml
output: ../outputs/positrons.h5
axes: {spin: [fermion], mA_GeV: {from: 0.05, to: 0.6, points: 25, spacing: log}, alpha_D: [0.001], mass_ratio: [0.3],
       ecal_threshold_GeV: [45, 55]}
END
ok 'scan, positrons' "$EPSCAN" scan "$work/jobs/positrons.yaml" --quiet
ok 'darkcast, positrons' "$EPSCAN" export "$work/outputs/positrons.h5" --format darkcast -o Beam --threshold 45
ok 'darkcast, many masses' "$EPSCAN" export "$large" --format darkcast -o Large
check darkcast "$work" || fail 'DarkCast'

# ---- what is refused leaves nothing behind
ls -A >"$work/before"
for format in csv hepdata darkcast; do
    try() {
        local text=$1
        shift
        refused "$text" "$EPSCAN" export "$grid" --format "$format" -o Bad "$@"
    }
    try "alpha_D: 0.3 is none of the grid's values; allowed: 1e-05 to 0.5, nearest 0.1 and 0.5" --alpha-D 0.3
    try "mass_ratio: 0.1 is none of the grid's values; allowed: 0.2 to 0.333333333333333, nearest 0.2" --mass-ratio 0.1
    try "ecal_threshold: 50.2 is none of the grid's values; allowed: 40 to 60 GeV, nearest 50 and 55" \
        --threshold 50,50.2
    try "energy_scale_shift: 0.01 is none of the grid's values" --scale-shift 0.01
    try "mA: none of the grid's values is from 2 to 3; allowed: 0.01 to 1.2 GeV" --mA 2:3
    try '--mA: "0.2" is not allowed; allowed: LOW:HIGH' --mA 0.2
    try '--mA: "0.3:0.2" is not allowed; allowed: LOW:HIGH with LOW <= HIGH' --mA 0.3:0.2
    try '--mA: "x" is not allowed; allowed: a number in GeV' --mA x:0.2
    try '--spin: "vector" is not allowed; allowed: fermion, scalar' --spin vector
    try '--alpha-D: "-1" is not allowed' --alpha-D=-1
    refused 'none.h5: cannot be read' "$EPSCAN" export none.h5 --format $format -o Bad
    refused 'is a job; allowed: an HDF5 file' "$EPSCAN" export "$work/jobs/grid.yaml" --format $format -o Bad
    refused 'cannot be written' "$EPSCAN" export "$grid" --format $format -o "$work/none/Bad" $one
done
refused 'spin: the grid has no scalar; allowed: fermion' "$EPSCAN" export "$large" --format csv -o Bad --spin scalar
without() {
    refused "--$1: $2 values are not allowed with darkcast; allowed: one of the grid's, $3" "$EPSCAN" export "$grid" \
        --format darkcast -o Bad "${@:4}"
}
without spin 2 'scalar, fermion' --alpha-D 0.1 --mass-ratio 1/3
without alpha-D 3 '1e-05 to 0.5' --spin fermion --mass-ratio 1/3
without mass-ratio 2 '0.2 to 0.333333333' --spin fermion --alpha-D 0.1
without threshold 2 '40 to 60 GeV' $one --threshold 40,50
for format in hepdata darkcast; do # the experiment's threshold is the default
    refused "ecal_threshold: 50 is none of the grid's values; allowed: 45 to 55 GeV, nearest 45 and 55" \
        "$EPSCAN" export "$work/outputs/positrons.h5" --format $format -o Bad
done
refused 'one mass makes no line' "$EPSCAN" export "$grid" --format darkcast -o Bad $one --mA 0.01:0.0101
refused 'allowed: letters, digits and _' "$EPSCAN" export "$grid" --format darkcast -o 64-Bad $one
refused '--format: "pdf" is not allowed; allowed: csv, hepdata, darkcast' "$EPSCAN" export "$grid" --format pdf -o Bad
refused '--force is not allowed with hepdata' "$EPSCAN" export "$grid" --format hepdata -o Bad --force
refused 'all.csv: exists; allowed: another output, or --force' "$EPSCAN" export "$grid" --format csv -o all.csv
refused 'submission: exists; allowed: another output' "$EPSCAN" export "$grid" --format hepdata -o submission
refused 'NA64_Test_fermion_alphaD0p1_r0p333333.lmt: exists' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test \
    $one
refused 'grid.yaml: exists and is not a CSV export' "$EPSCAN" export "$grid" --format csv -o "$work/jobs/grid.yaml" \
    --force
ok 'half a scan' "$EPSCAN" scan "$work/jobs/grid.yaml" --quiet --shard 0/2 -o "$work/outputs/half.h5"
half=$(ls "$work"/outputs/half*.h5)
for format in csv hepdata darkcast; do
    refused 'incomplete; `epscan info` tells what is missing' "$EPSCAN" export "$half" --format $format -o Bad $one
done
# numbers that were changed since they were written: found by the tiles' checksums
cp "$grid" "$work/outputs/odd.h5"
/usr/bin/python3 -c 'import h5py, sys; h5py.File(sys.argv[1], "r+")["epsilon_up"][0, 0, 0, 0, 0, 0] *= 1.001' \
    "$work/outputs/odd.h5"
for format in csv hepdata; do
    refused 'odd.h5: tile 0 is damaged' "$EPSCAN" export "$work/outputs/odd.h5" --format $format -o Bad -q
done
for format in csv hepdata darkcast; do # a disk that is full
    (trap '' XFSZ && ulimit -f 4 && exec "$EPSCAN" export "$grid" --format $format -o Bad -q $one) \
        >/dev/null 2>"$work/full"
    status=$?
    [ $status -eq 1 ] && grep -q 'cannot be written: File too large$' "$work/full" ||
        fail "full disk, $format: exit $status, $(cat "$work/full")"
done
ls -A >"$work/after"
cmp -s "$work/before" "$work/after" || fail "left behind: $(diff "$work/before" "$work/after")"

# ---- what stands beside an output is not ours to touch, and a name may be long and of any letters
mkdir keep Precious.exporting && echo mine | tee keep/thesis Precious.exporting/notes >Table.exporting &&
    ln -s keep Linked.exporting
ok 'beside a folder' "$EPSCAN" export "$grid" --format hepdata -o Precious -q $one
ok 'beside a link' "$EPSCAN" export "$grid" --format hepdata -o Linked -q $one
ok 'beside a file' "$EPSCAN" export "$grid" --format csv -o Table -q $one
for file in keep/thesis Precious.exporting/notes Table.exporting; do
    [ "$(cat $file 2>/dev/null)" = mine ] || fail "$file is gone"
done
long=a$(printf 'é%.0s' {1..110}).h5
cp "$grid" "$long"
ok 'a long name' "$EPSCAN" export "$long" --format hepdata -o Named -q $one
/usr/bin/python3 -c 'import sys, yaml; list(yaml.safe_load_all(open("Named/submission.yaml")))' ||
    fail 'a long name in YAML'

# ---- --force replaces what epscan exported, whole
ok 'csv, again' "$EPSCAN" export "$grid" --format csv -o all.csv -q --force --mA 0.1:0.2 $one --threshold 50
grep -q '^scalar' all.csv && fail 'the CSV was not replaced'
ok 'darkcast, again' "$EPSCAN" export "$grid" --format darkcast -o NA64_Test $one --force -q --mA 0.1:0.2
tail -1 NA64_Test_fermion_alphaD0p1_r0p333333.lmt | awk '{exit !($1 > 0.19 && $1 <= 0.2)}' ||
    fail 'the DarkCast table was not replaced'
finish
