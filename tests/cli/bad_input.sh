#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Bad input on the command line: one line that says what is allowed, exit 2, nothing written.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
point="$EPSCAN point $experiment --spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3"

refused 'allowed: fermion, scalar' "$EPSCAN" point "$experiment" --spin vector --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
refused '--mass-ratio: "0.5"' "$EPSCAN" point "$experiment" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.5
refused '--mA: "-1"' "$EPSCAN" point "$experiment" --spin fermion --mA=-1 --alpha-D 0.1 --mass-ratio 0.3
refused '--mA: "200 MeV"' "$EPSCAN" point "$experiment" --spin fermion --mA '200 MeV' --alpha-D 0.1 --mass-ratio 0.3
refused '--alpha-D: "nan"' "$EPSCAN" point "$experiment" --spin fermion --mA 0.2 --alpha-D nan --mass-ratio 0.3
refused '--threshold: "101"' $point --threshold 101
refused '--scale-shift: "0.9"' $point --scale-shift 0.9
refused 'none.yaml: cannot be read' "$EPSCAN" point none.yaml --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
refused '--energies: "3"' "$EPSCAN" tracklength "$experiment" --energies 50,3
refused '--mA: "0.2,0.25,0.2": 0.2 is given twice' "$EPSCAN" moment --mA 0.2,0.25,0.2
refused '--alpha-D: "12.5" is not allowed; allowed: a number, 1e-12 <= alpha-D <= 3' \
    "$EPSCAN" point "$experiment" --spin fermion --mA 0.2 --alpha-D 12.5 --mass-ratio 0.3
refused 'na64-2021.yaml: is a job; allowed: an experiment file' \
    "$EPSCAN" point "$SOURCE/jobs/na64-2021.yaml" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
refused 'lead.yaml: is a material; allowed: an experiment file (line 6: elements)' \
    "$EPSCAN" point "$SOURCE/inputs/materials/lead.yaml" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
refused 'na64-2021.yaml: is an experiment file; allowed: a job' "$EPSCAN" scan "$experiment"
refused '--energies: ""' "$EPSCAN" tracklength "$experiment" --energies 50,
refused '--energies: "100"' "$EPSCAN" tracklength "$experiment" --energies 100
refused '--points: "1"' "$EPSCAN" tracklength "$experiment" --points 1
refused 'unknown command "frobnicate"' "$EPSCAN" frobnicate
refused 'none.h5: cannot be read: No such file or directory' "$EPSCAN" info "$work/none.h5"
refused 'na64-2021.yaml: is a job; allowed: an HDF5 file, such as a grid' "$EPSCAN" info "$SOURCE/jobs/na64-2021.yaml"
echo 'not HDF5' >"$work/text.h5"
refused 'not an HDF5 file' "$EPSCAN" info "$work/text.h5"
refused 'not an HDF5 file' "$EPSCAN" plot limits "$work/text.h5"
refused 'unknown figure "fig99"' "$EPSCAN" plot fig99 "$work/text.h5"

refused '--alpha-D: "1e-90"' "$EPSCAN" point "$experiment" --spin fermion --mA 0.2 --alpha-D 1e-90 --mass-ratio 0.3
refused '--mA: "1e-160"' "$EPSCAN" point "$experiment" --spin fermion --mA 1e-160 --alpha-D 0.1 --mass-ratio 0.3
refused '--energies: "(too long)"' "$EPSCAN" tracklength "$experiment" --energies "50.$(printf '0%.0s' {1..70})x"
mkfifo "$work/fifo"
refused 'not a regular file' "$EPSCAN" point "$work/fifo" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3

job small <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes: {spin: [fermion], mA_GeV: [0.2, 0.225], alpha_D: [0.1], mass_ratio: [1/3]}
END
job huge <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/huge.h5
axes:
  spin: [fermion]
  mA_GeV: {from: 0.001, to: 1, points: 1000000, spacing: log}
  alpha_D: {from: 0.001, to: 1, points: 10000, spacing: log}
  mass_ratio: {from: 0.1, to: 0.4, points: 1000, spacing: linear}
END
job ratio <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/ratio.h5
axes: {spin: [fermion], mA_GeV: [0.2], alpha_D: [0.1], mass_ratio: [0.6]}
END
job mev <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/mev.h5
axes: {spin: [fermion], mA_GeV: {from: 200, to: 300, points: 3, spacing: linear}, alpha_D: [0.1], mass_ratio: [1/3]}
END
for command in validate scan; do
    # sqrt(2 m_e 100 GeV) = 0.3197 GeV, and 1/(2 r) of it; the published table ends at 0.9 GeV
    on='no point can be excluded from 200 GeV on: annihilation is resonant up to 0.32 GeV'
    refused "mev.yaml:3: axes.mA_GeV: $on" "$EPSCAN" "$command" "$work/jobs/mev.yaml"
    says 'ends at 0.48 GeV, the strahlung limit at 0.9 GeV; are the masses in GeV?$' 'units' err
done
sed 's/observed: 0/observed: 2/; /^statistics:/,$d' "$work/inputs/experiments/na64-2021.yaml" \
    >"$work/inputs/experiments/seen.yaml"
refused 'seen.yaml:34: data_sets[0].observed: 2 events, and no `statistics`' \
    "$EPSCAN" point "$work/inputs/experiments/seen.yaml" --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3
for command in 'efficiency --thresholds 40,50' 'efficiency --systematics' 'spectrum --normalised --points 3'; do
    set -- $command
    "$EPSCAN" "$1" "$experiment" "${@:2}" --spin fermion --mA 20 --alpha-D 0.1 --mass-ratio 1/3 \
        >"$work/out" 2>"$work/err"
    [ $? -eq 3 ] && [ "$(wc -l <"$work/err")" -eq 1 ] || fail "$command beyond the beam's reach: $(cat "$work/err")"
done
printf '# c\nmA_GeV,epsilon_up\n0.1,nan\n' >"$work/inputs/limits/na64-2019-strahlung.csv"
for command in validate scan; do
    refused 'na64-2019-strahlung.csv:3: epsilon_up: "nan"' "$EPSCAN" "$command" "$work/jobs/small.yaml"
done
cp "$SOURCE/inputs/limits/na64-2019-strahlung.csv" "$work/inputs/limits/"
for command in validate scan; do
    refused 'ratio.yaml:3: axes.mass_ratio[0]: 0.6 is out of range; allowed: 0 < mass_ratio < 0.5' "$EPSCAN" \
        "$command" "$work/jobs/ratio.yaml"
    refused 'GB free on its disk' "$EPSCAN" "$command" "$work/jobs/huge.yaml"
    refused 'cannot be written' "$EPSCAN" "$command" "$work/jobs/small.yaml" -o "$work/nowhere/small.h5"
    refused 'cannot be read' "$EPSCAN" "$command" "$work/jobs/none.yaml"
done
sed 's|../outputs|../nowhere|' "$work/jobs/small.yaml" >"$work/jobs/nowhere.yaml"
refused 'nowhere.yaml:2: output: ' "$EPSCAN" validate "$work/jobs/nowhere.yaml"
refused 'a file name of 1 to 240' "$EPSCAN" validate "$work/jobs/small.yaml" -o ''
sed 's|../outputs/small.h5|../outputs|' "$work/jobs/small.yaml" >"$work/jobs/folder.yaml"
for command in validate scan 'scan --force' 'scan --resume'; do
    refused 'folder.yaml:2: output: ' "$EPSCAN" $command "$work/jobs/folder.yaml"
    refused 'outputs: is a folder; allowed: the path of a file' "$EPSCAN" $command "$work/jobs/small.yaml" \
        -o "$work/outputs"
done
refused 'exists and is not a regular file' "$EPSCAN" scan "$work/jobs/small.yaml" -o "$work/fifo"
refused 'is not a grid' "$EPSCAN" scan "$work/jobs/small.yaml" --force -o "$work/jobs/ratio.yaml"
refused '--threads: "0"' "$EPSCAN" scan "$work/jobs/small.yaml" --threads 0
[ -z "$(ls "$work/outputs")" ] || fail "bad input left files: $(ls "$work/outputs")"

ok 'a good job' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet
before=$(sha256sum "$work/outputs/small.h5")
refused 'small.yaml:2: output: ' "$EPSCAN" scan "$work/jobs/small.yaml"
refused 'exists; allowed: another output' "$EPSCAN" scan "$work/jobs/small.yaml"
[ "$before" = "$(sha256sum "$work/outputs/small.h5")" ] || fail "a refused scan changed the file"
ok 'replacing with --force' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet --force
/usr/bin/python3 -c 'import h5py, sys; h5py.File(sys.argv[1], "w")["mine"] = 1' "$work/outputs/mine.h5"
before=$(sha256sum "$work/outputs/mine.h5")
refused 'is not a grid; --force replaces grids only' "$EPSCAN" scan "$work/jobs/small.yaml" \
    --force -o "$work/outputs/mine.h5"
[ "$before" = "$(sha256sum "$work/outputs/mine.h5")" ] || fail 'a refused scan changed a foreign HDF5 file'
head -c 3000 "$work/outputs/small.h5" >"$work/outputs/half.h5"
ok 'replacing a damaged grid' "$EPSCAN" scan "$work/jobs/small.yaml" --quiet --force -o "$work/outputs/half.h5"
rm "$work/outputs/half.h5" "$work/outputs/mine.h5"

# under MPI the one line comes once, from one rank (mpirun adds its own report of the exit status)
mpirun --oversubscribe -n 3 "$EPSCAN" scan "$work/jobs/ratio.yaml" >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fail "mpirun does not return 2"
[ "$(grep -c 'epscan: ' "$work/err")" -eq 1 ] || fail "not one message under mpirun: $(cat "$work/err")"
[ "$(ls "$work/outputs")" = small.h5 ] || fail "left-over files: $(ls "$work/outputs")"

# an attribute that is not what it was, names with quotes, output that cannot be written, published tables that are
# missing; strings of variable length are not read, since only those of fixed length can be read safely
cp "$work/outputs/small.h5" "$work/odd.h5"
/usr/bin/python3 -c '
import sys, h5py
with h5py.File(sys.argv[1], "r+") as f:
    f.attrs["title"] = ["x" * 50] * 2000
    f.attrs["experiment"] = "variable length"' "$work/odd.h5"
refused 'odd.h5: damaged' "$EPSCAN" info "$work/odd.h5"
mkfifo "$work/pipe.h5"
for command in "info" "query --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3" \
    "plot limits -q -d -o $work/figure" "merge -o $work/merged.h5"; do
    refused 'pipe.h5: cannot be read: not a regular file' timeout 20 "$EPSCAN" $command "$work/pipe.h5"
done
refused 'cannot be read' "$EPSCAN" plot limits "$work/outputs/small.h5" -l /nonexistent -o "$work/figure"
[ ! -e "$work/figure.dat" ] || fail 'a refused figure left its data'
ok 'a name with quotes' "$EPSCAN" plot limits "$work/outputs/small.h5" -q -o "$work/a';system('touch PWNED');print'"
[ ! -e "$work/PWNED" ] || fail 'a file name was run as a command'
for command in "info $work/outputs/small.h5" "tracklength $experiment --energies 50" \
    "validate $work/jobs/small.yaml -f"; do
    "$EPSCAN" $command >/dev/full 2>/dev/null && fail "$command does not notice that its output is lost"
done
finish
