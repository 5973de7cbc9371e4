#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Figs. 1 and 2 of the paper: their tables against `epscan point` and the paper's words, and the drawings.
. "$(dirname "$0")/lib.sh"
experiment=$SOURCE/inputs/experiments/na64-2021.yaml
model='--spin fermion --alpha-D 0.1 --mass-ratio 1/3'
efficiency="$EPSCAN efficiency $experiment $model"
spectrum="$EPSCAN spectrum $experiment $model"

# the efficiency is that of `epscan point`, one column a mass
ok 'efficiency' $efficiency --mA 0.22,0.225,0.24 --thresholds 45,50
[ "$(head -1 "$work/out")" = 'threshold_GeV,efficiency_mA_0.22,efficiency_mA_0.225,efficiency_mA_0.24' ] ||
    fail "header: $(head -1 "$work/out")"
cp "$work/out" "$work/efficiency.csv"
ok 'point' "$EPSCAN" point "$experiment" $model --mA 0.225 --threshold 45
check efficiency point "$work/efficiency.csv" "$work/out" || fail 'efficiency against point'
ok 'a range of thresholds' $efficiency --mA 0.22:0.25:4 --thresholds 20:80:7
check efficiency range "$work/out" || fail 'range of thresholds'
ok 'default thresholds' $efficiency --mA 0.225
[ "$(wc -l <"$work/out")" -eq 62 ] || fail '61 thresholds expected'

ok 'systematics' $efficiency --mA 0.225,0.25 --systematics
check efficiency systematics "$work/out" || fail 'the effect of the energy scale'
cp "$work/out" "$work/default.csv"
ok 'a shift of 1.5 GeV' $efficiency --mA 0.225,0.25 --systematics --shift 1.5 --thresholds 50
cmp -s "$work/out" "$work/default.csv" || fail 'the default is not 1.5 GeV of 50'

# trapezoids of the table give n_annihilation, however narrow the resonance; 1e-4 is promised
# all that counts is the denominator
sed 's/production_cut_GeV: 20/production_cut_GeV: 5/' "$experiment" >"$work/inputs/experiments/one-cut.yaml"
one_cut=$work/inputs/experiments/one-cut.yaml
for alpha in 0.5 0.1 1e-3 1e-6; do
    point="--spin scalar --alpha-D $alpha --mass-ratio 0.4"
    one_cut_spectrum() {
    "$EPSCAN" spectrum "$one_cut" $point --mA 0.2,0.225,0.3 "$@" || fail "spectrum $*, alpha_D $alpha"
}
    one_cut_spectrum >"$work/produced.csv"
    one_cut_spectrum --selected >"$work/selected.csv"
    one_cut_spectrum --normalised --points 2 >"$work/one.csv"
    for mass in 0.2 0.225 0.3; do
        "$EPSCAN" point "$one_cut" $point --mA $mass >"$work/point.json"
        check spectrum_integral $mass "$work/point.json" produced="$work/produced.csv" selected="$work/selected.csv" \
            one="$work/one.csv" || fail "integral, alpha_D $alpha, mA $mass"
    done
done
ok 'another threshold' "$EPSCAN" spectrum "$one_cut" $model --mA 0.225 --selected --threshold 45
cp "$work/out" "$work/selected.csv"
"$EPSCAN" point "$one_cut" $model --mA 0.225 --threshold 45 >"$work/point.json"
check spectrum_integral 0.225 "$work/point.json" selected="$work/selected.csv" || fail 'integral at another threshold'
$spectrum --mA 0.6 --normalised >"$work/out" 2>"$work/err"
[ $? -eq 3 ] || fail 'nothing is produced, and the exit status does not say so'
grep -q ',nan$' "$work/out" || fail 'a spectrum of nothing was normalised'
says '1 of 1 spectra are nan' 'a spectrum of nothing' err

# a positron beam: the point mass at E0 is on stderr and completes the sum
beam=$SOURCE/inputs/experiments/na64-2021-positron-beam.yaml
ok 'positron beam' "$EPSCAN" spectrum "$beam" $model --mA 0.3 --selected
says '^undegraded primaries, mA 0.3 GeV: ' 'no point mass' err

# lists of `epscan tracklength` are the same lists
ok 'a range of energies' "$EPSCAN" tracklength "$experiment" --energies 10:90:5
[ "$(cut -d, -f1 "$work/out" | tr '\n' ' ')" = 'E_GeV 10 30 50 70 90 ' ] || fail "energies: $(cut -d, -f1 "$work/out")"

# ---- figures: five files each, of the numbers that the commands print
cd "$work" || exit 1
for figure in fig1 fig2; do
    ok "$figure" "$EPSCAN" plot $figure "$experiment"
    for suffix in png pdf svg dat gp; do [ -s "outputs/$figure.$suffix" ] || fail "no outputs/$figure.$suffix"; done
    [ "$(head -c 8 outputs/$figure.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "$figure: not a PNG"
    [ "$(head -c 4 outputs/$figure.pdf)" = %PDF ] || fail "$figure: not a PDF"
    grep -q '<svg' outputs/$figure.svg || fail "$figure: not an SVG"
    [ -s out ] || fail "$figure: no table"
    [ -s err ] && fail "$figure: gnuplot complains: $(cat err)"
    cp out "$figure.txt"
    ok "$figure, data only" "$EPSCAN" plot $figure "$experiment" --data-only --quiet -o "$figure-data"
    [ -s out ] && fail "$figure: --quiet prints"
    [ "$(echo "$figure"-data.*)" = "$figure-data.dat $figure-data.gp" ] ||
        fail "$figure, data only: $(echo "$figure"-data.*)"
    cmp -s "$figure-data.dat" "outputs/$figure.dat" || fail "$figure: other data with --data-only"
done
"$EPSCAN" spectrum "$experiment" $model --mA 0.21,0.225,0.25,0.28 --points 400 >produced.csv
"$EPSCAN" spectrum "$experiment" $model --mA 0.21,0.225,0.25,0.28 --points 400 --selected >selected.csv
"$EPSCAN" efficiency "$experiment" $model --mA 0.22,0.225,0.24,0.25 --thresholds 20:80:121 >efficiency.csv
"$EPSCAN" efficiency "$experiment" $model --mA 0.22,0.225,0.24,0.25 --systematics >systematics.csv
"$EPSCAN" point "$experiment" $model --mA 0.225 >point.json
check figures_1_2 || fail 'what the figures show'
# both channels where both are computed
first=$SOURCE/inputs/experiments/na64-2021-first-principles.yaml
ok 'fig2 of both channels' "$EPSCAN" plot fig2 "$first" --data-only -q -o both
ok 'efficiencies of both channels' \
    "$EPSCAN" efficiency "$first" $model --mA 0.22,0.225,0.24,0.25 --thresholds 20:80:121
cp out both.csv
check figure_2_channels both.dat both.csv || fail 'both channels in fig2'
ok 'other masses, positron beam' "$EPSCAN" plot fig1 "$beam" --mA 0.1:0.33:7 -q -o seven
[ "$(grep -c 'with lines' seven.gp)" -eq 14 ] || fail 'fourteen lines expected'

# names that gnuplot would run as commands or take for its own files
mkdir odd
for name in '<touch PWNED' '|touch PWNED' "a';system('touch PWNED');print'" '-' 'with space'; do
    ok "a figure named $name" "$EPSCAN" plot fig2 "$experiment" -q -o "odd/$name"
    for suffix in png pdf svg; do [ -s "odd/$name.$suffix" ] || fail "no $name.$suffix"; done
done
[ -z "$(find . -name 'PWNED*')" ] || fail 'a file name was run as a command'

mkdir empty alone
cd alone || exit 1
ok 'a figure where there is no outputs/' "$EPSCAN" plot fig1 "$experiment" --data-only -q
[ "$(ls)" = "$(printf 'fig1.dat\nfig1.gp')" ] || fail "a figure where there is no outputs/: $(ls)"
cd ../empty || exit 1
refused 'nowhere/x.*: cannot be written' "$EPSCAN" plot fig1 "$experiment" -o nowhere/x
refused 'allowed: a file name of 1 to 240' "$EPSCAN" plot fig1 "$experiment" -o ''
refused 'none.yaml: cannot be read' "$EPSCAN" plot fig1 none.yaml -o x
refused '--mA: 8 masses are not allowed; allowed: 1 to 7' "$EPSCAN" plot fig2 "$experiment" -o x --mA 0.2:0.3:8
refused '--mA: "0"' "$EPSCAN" plot fig2 "$experiment" -o x --mA 0
refused '--mA is not allowed' "$EPSCAN" plot limits x.h5 --mA 0.2
refused '--projection is not allowed; allowed: with limits, ratio, difference, fig3' \
    "$EPSCAN" plot fig1 "$experiment" -o x -p y.h5
refused 'allowed: limits, ratio, difference, map, fig1, fig2, fig3, fig4' "$EPSCAN" plot fig5 "$experiment" -o x
refused 'is an experiment file; allowed: an HDF5 file' "$EPSCAN" plot fig3 "$experiment" -o x
refused '--mA is not allowed; allowed: with fig1, fig2' "$EPSCAN" plot fig4 x.h5 --mA 0.2
PATH=/nonexistent "$EPSCAN" plot fig2 "$experiment" -o ../without >"$work/out" 2>"$work/err"
[ $? -eq 1 ] && grep -q 'gnuplot failed on ../without.gp: it is not installed' "$work/err" ||
    fail "without gnuplot: $(cat "$work/err")"
[ -z "$(ls -A)" ] || fail "bad input left files: $(ls -A)"
cd "$work" || exit 1

# ---- Figs. 3 and 4: the grid's limits, y of them, the targets of `epscan relic`, the moments of `epscan moment`,
# bounds as typed
job lines <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/lines.h5
axes:
  spin: [fermion, scalar]
  mA_GeV: {from: 0.003, to: 0.9, points: 300, spacing: log}
  alpha_D: [0.1, 0.5]
  mass_ratio: 1/3
END
ok 'the grid of the figures' "$EPSCAN" scan "$work/jobs/lines.yaml" --quiet

# labels are of the files that are drawn: their beams, confidence levels, r, names; any grid is
sed 's/method: counting/method: cls-asymptotic/; s/confidence_level: 0.90/confidence_level: 0.95/
    s/^name: .*/name: another/' "$experiment" >"$work/inputs/experiments/another.yaml"
job other <<END
experiment: ../inputs/experiments/another.yaml
output: ../outputs/other.h5
axes: {spin: [fermion, scalar], mA_GeV: [0.1, 0.2, 0.3], alpha_D: [0.1, 0.5], mass_ratio: 1/3}
END
job wide <<END
experiment: $beam
output: ../outputs/wide.h5
axes: {spin: [scalar], mA_GeV: [0.1, 0.2, 0.3], alpha_D: 0.3, mass_ratio: 0.4}
END
for grid in other wide; do ok "$grid" "$EPSCAN" scan "$work/jobs/$grid.yaml" --quiet; done
# titles WHAT EXPECTED PLOT-ARGUMENT...: those of the drawn lines that are ours
titles() {
    ok "$1" "$EPSCAN" plot "${@:3}" --data-only -o "$work/labels" --force
    local found
    found=$(grep -o "lw 3.* title '[^']*'" "$work/labels.gp" | sed "s/.* title '//; s/'$//" | sort -u | paste -sd ';')
    [ "$found" = "$2" ] || fail "$1: $found"
}
lines=$work/outputs/lines.h5 other=$work/outputs/other.h5 wide=$work/outputs/wide.h5
beam_of() { echo "$1 (2.84·10^{11} e^−)"; }
titles 'two confidence levels' "$(beam_of another), projection, fermion, α_D = 0.1, 95% C.L.;$(
    beam_of na64-2021), fermion, α_D = 0.1, 90% C.L.;$(beam_of na64-2021), fermion, α_D = 0.5, 90% C.L.;$(
    beam_of na64-2021), scalar, α_D = 0.1, 90% C.L." limits "$lines" --projection "$other"
grep -q "ylabel 'Kinetic mixing ε, upper limit'" "$work/labels.gp" ||
    fail 'two confidence levels: one of them stands at the axis'
titles 'another r' 'projection, scalar, α_D = 0.3' limits "$wide"
grep -q "label 1 'r = 0.4'" "$work/labels.gp" || fail 'another r: not said'
grep -q "title 'na64-2021-positron-beam (2.84·10^{11} e^+)'" "$work/labels.gp" ||
    fail 'the beam and its exposure: not said'
grep -q '3 m_χ' "$work/labels.gp" && fail 'another r: labelled 3 m_χ'
says 'mchi = 0.4 mA' 'another r'
titles 'the name of the experiment' 'another, fermion;another, scalar' fig4 "$other"

for figure in fig3 fig4; do
    ok "$figure" "$EPSCAN" plot $figure "$work/outputs/lines.h5" -o "$work/$figure"
    cp "$work/out" "$work/$figure.txt"
    for suffix in png pdf svg dat gp; do [ -s "$work/$figure.$suffix" ] || fail "$figure.$suffix"; done
done
ok 'targets' "$EPSCAN" relic --kind majorana --mchi-range 0.001:0.3:2 --alpha-D 0.5
cp "$work/out" "$work/relic.csv"
ok 'moments' "$EPSCAN" moment --mA 0.001,1
cp "$work/out" "$work/moments.csv"
check figures_3_4 "$work" "$SOURCE/inputs/limits" || fail "the data of Figs. 3 and 4"

# ---- limits of anything: lines of options, between the grid's points and at a peak that its masses
# straddle; own curves
job peak <<END
experiment: $beam
output: ../outputs/peak.h5
axes: {spin: [scalar], mA_GeV: [0.3, 0.34], alpha_D: [1e-4, 0.1], mass_ratio: 1/3, ecal_threshold_GeV: [45, 55]}
END
ok 'a grid that straddles the peak' "$EPSCAN" scan "$work/jobs/peak.yaml" --quiet
ok 'its line' "$EPSCAN" plot limits "$work/outputs/peak.h5" --alpha-D 1e-4 --spin scalar -d -q -o "$work/peak"
ok 'lines of options' "$EPSCAN" plot limits "$lines" --spin scalar,fermion --alpha-D 0.1,0.3 --ordinate y -d -q \
    --curve "$SOURCE/inputs/limits/na64-2021-scalar-alphaD0.1.csv:the_paper's:dotted,#123456,thin" --bounds na62-2019 \
    --targets majorana -o "$work/options"
ok 'many lines' "$EPSCAN" plot limits "$lines" --alpha-D 0.1:0.4:8 --spin scalar,fermion -d -q --bounds none \
    -o "$work/many"
ok 'an experiment and its expected limits' "$EPSCAN" plot limits "$experiment" --alpha-D 0.1 --threshold 45,50 \
    --expected -d -q --x-range 0.2:0.3 -o "$work/expected"
ok 'points as stored' "$EPSCAN" plot limits "$lines" --as-stored -d -q -o "$work/stored"
job shifts <<END
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/shifts.h5
axes:
  spin: [fermion]
  mA_GeV: [0.2, 0.3]
  alpha_D: 0.1
  mass_ratio: 1/3
  ecal_threshold_GeV: [40, 60]
  energy_scale_shift: [-0.01, 0.01]
END
ok 'a grid of shifts' "$EPSCAN" scan "$work/jobs/shifts.yaml" --quiet
ok 'a map' "$EPSCAN" plot map "$lines" --spin scalar -q -o "$work/map"
[ -s "$work/map.png" ] || fail 'no picture of a map'
ok 'a map of the energy scale' "$EPSCAN" plot map "$work/outputs/shifts.h5" --over threshold \
    --quantity shift-derivative -d -q -o "$work/derivative"
ok 'a ratio' "$EPSCAN" plot ratio "$lines" --spin scalar --alpha-D 0.1,0.5 -d -q -o "$work/ratio"
ok 'a difference' "$EPSCAN" plot difference "$lines" --spin scalar --alpha-D 0.1,0.5 -d -q -o "$work/difference"
refused 'the grid has one ecal_threshold' "$EPSCAN" plot map "$lines" --over threshold -d -o "$work/none"
refused 'one line is not allowed' "$EPSCAN" plot ratio "$lines" --spin scalar -d -o "$work/none"
refused "some of the grid's masses" "$EPSCAN" plot map "$lines" --x-range 1:2 -d -o "$work/none"
refused '--over: "mass"' "$EPSCAN" plot map "$lines" --over mass -d -o "$work/none"
check plot_limits "$work" "$experiment" "$beam" "$SOURCE/inputs/limits" || fail 'plot limits'

mkdir "$work/bounds"
bound() { printf '# %s\nmA_GeV,epsilon_up\n0.1,1e-3\n0.2,1e-3\n' "$1" >"$work/bounds/mine.csv"; }
draw_bound() { "$EPSCAN" plot limits "$lines" --as-stored -d -q -f -o "$work/bound" --limits "$work/bounds" "$@"; }
for header in 'Kind: banana' 'Style: wavy' 'Label at: 0.1' 'Label at: 0.1, 2' 'Year: soon' 'Style:' 'Kind:'; do
    bound "$header"
    refused "mine.csv:1: ${header%%:*}" draw_bound
done
bound 'Anything: else'
ok 'a table without a header' draw_bound
grep -q "title 'mine'" "$work/bound.gp" || fail 'a table without a label is not called by its name'
in_legend() { grep -q "filledcurves .* title 'mine'" "$work/bound.gp"; }
bound 'Kind: region'
ok 'a region without a place for its label' draw_bound
in_legend || fail 'a region has no label, neither on it nor in the legend'
bound $'Kind: region\n# Label at: 0.15, 5e-3'
ok 'a region with its label' draw_bound --x-range 0.05:1 --y-range 1e-5:0.1
in_legend && fail 'a region with a label on it is in the legend too'
ok 'a region whose label is beyond the axes' draw_bound --x-range 0.16:1 --y-range 1e-5:0.1
in_legend || fail 'a region whose label is beyond the axes is not in the legend'
ok 'a region beyond the axes' draw_bound --x-range 0.21:1 --y-range 1e-5:0.1
in_legend && fail 'a region beyond the axes is in the legend'
bound 'Label: `touch PWNED` '"'"
ok 'a label with quotes' "$EPSCAN" plot limits "$lines" --as-stored -q -f -o "$work/bound" --limits "$work/bounds"
[ -z "$(find "$work" . -name 'PWNED*')" ] || fail 'a label was run as a command'
refused 'none.csv: cannot be read' draw_bound --bounds none,mine
refused '--bounds: "a/b"' draw_bound --bounds a/b
refused '--curve: style "wavy"' draw_bound --curve "$work/bounds/mine.csv:x:wavy"
refused 'nothing.csv: cannot be read' draw_bound --curve nothing.csv
refused '--targets: "dirac"' draw_bound --targets dirac
refused '--ordinate: "x"' draw_bound --ordinate x
refused '--x-range: "1:1"' draw_bound --x-range 1:1
refused '--y-range: "0"' draw_bound --y-range 0:1
refused 'alpha_D: "0.3" is not allowed; allowed: what the grid has, 0.1 to 0.5' draw_bound --alpha-D 0.3
refused 'more than 16 lines' draw_bound --alpha-D 0.1:0.4:17
refused 'is the input too' "$EPSCAN" plot limits "$lines" --curve "$work/fig3.dat" -f -o "$work/fig3"

# ---- bad input: one line with option, value and range, nothing printed before
refused '--mA: "-1" is not allowed; allowed: a number in GeV' $efficiency --mA 0.2,-1
refused '--mA: "" is not allowed' $efficiency --mA 0.2,,0.3
refused '--mA: "x" is not allowed' $spectrum --mA 0.2,x
refused '--mA: "0.3:0.2:5" is not allowed; allowed: FROM:TO:POINTS with FROM < TO' $spectrum --mA 0.3:0.2:5
refused '--mA: "0.2:0.3" is not allowed; allowed: FROM:TO:POINTS' $spectrum --mA 0.2:0.3
refused '--mA: "0.2:0.3:1" is not allowed' $spectrum --mA 0.2:0.3:1
refused '--mA: "0.2:0.3:2.5" is not allowed' $spectrum --mA 0.2:0.3:2.5
refused '--mA: "0.2:0.3:1e12" is not allowed' $spectrum --mA 0.2:0.3:1e12
refused '--mA: "0.2:0.3:4:5" is not allowed' $spectrum --mA 0.2:0.3:4:5
refused '--mA: "0.2:0.3:4" is not allowed; allowed: a number' $spectrum --mA 0.1,0.2:0.3:4
refused '--energies: "120"' "$EPSCAN" tracklength "$experiment" --energies 10:120:5
refused '--spin: "vector"' "$EPSCAN" spectrum "$experiment" --spin vector --mA 0.2 --alpha-D 0.1 --mass-ratio 0.3
refused '--thresholds: "101" is not allowed; allowed: a number in GeV, 0 < thresholds <= 100 GeV' $efficiency --mA \
    0.2 --thresholds 20:101:5
refused '--thresholds: "0"' $efficiency --mA 0.2 --thresholds 0,50
refused '--thresholds: "100"' $efficiency --mA 0.2 --thresholds 100 --systematics
refused '--shift: "50" is not allowed; allowed: a number in GeV, 0 < shift < 50 GeV' $efficiency --mA 0.2 \
    --systematics --shift 50
refused '--shift: "1.5" is not allowed; allowed: a number in GeV, 0 < shift < 1 GeV' $efficiency --mA 0.2 \
    --systematics --thresholds 50,99
refused '--shift: "0"' $efficiency --mA 0.2 --systematics --shift 0
refused '--shift is not allowed; allowed: with --systematics' $efficiency --mA 0.2 --shift 1
refused '--threshold is not allowed; allowed: with --selected' $spectrum --mA 0.2 --threshold 40
refused '--threshold: "101"' $spectrum --mA 0.2 --selected --threshold 101
refused '--points: "1"' $spectrum --mA 0.2 --points 1
refused 'too narrow for a spectrum' "$EPSCAN" spectrum "$experiment" --spin fermion --mA 0.2,0.225 --alpha-D 1e-10 \
    --mass-ratio 1/3
refused 'none.yaml: cannot be read' "$EPSCAN" spectrum none.yaml $model --mA 0.2
for command in efficiency spectrum; do
    "$EPSCAN" $command "$experiment" --mA 0.2 >"$work/out" 2>&1
    [ $? -eq 2 ] || fail "$command without a model"
    "$EPSCAN" $command "$experiment" $model --mA 0.2 >/dev/full 2>/dev/null &&
        fail "$command does not notice that its output is lost"
done
finish
