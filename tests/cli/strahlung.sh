#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The key `strahlung` of an experiment: its models, what is refused, and that efficiencies and spectra of the channel
# that is computed add up to what `epscan point` has.
. "$(dirname "$0")/lib.sh"
of=$work/inputs/experiments
model='--spin fermion --alpha-D 0.1 --mass-ratio 1/3'

# with_key FILE KEY: na64-2021 with this line in place of `strahlung_limit: ...`.
with_key() {
    sed "s|^strahlung_limit:.*|$2|" "$SOURCE/inputs/experiments/na64-2021.yaml" >"$of/$1.yaml"
}

# answers FILE: what `point` and `limit` say of it.
answers() {
    "$EPSCAN" point "$of/$1.yaml" $model --mA 0.225 &&
        "$EPSCAN" limit "$of/$1.yaml" $model --mA 0.1,0.3,0.95 2>/dev/null
}

# ---- Models ----
table=../limits/na64-2019-strahlung.csv
with_key published "strahlung: {model: published-limit, table: $table}"
with_key none 'strahlung: none'
with_key mapped-none 'strahlung: {model: none}'
with_key absent ''
with_key exact 'strahlung: exact-tree-level'
for pair in 'na64-2021 published' 'none mapped-none' 'absent exact'; do
    [ "$(answers "${pair% *}")" = "$(answers "${pair#* }")" ] || fail "not the same: $pair"
done
[ "$(answers na64-2021)" != "$(answers none)" ] || fail 'the published limit changes nothing'

# ---- A table of events: its own rows, what lies between them, and nothing beyond ----
yields=../yields/na64-2021-strahlung.csv
with_key table "strahlung: {model: yield-table, table: $yields}"
at() {
    file=$1
    shift
    "$EPSCAN" point "$of/$file.yaml" --spin fermion --mass-ratio 1/3 "$@" || fail "point of $file"
}
at table --alpha-D 1e-6 --mA 0.1 --threshold 45 --scale-shift 0.03 >"$work/row.json"
grep -v '^#' "$work/inputs/yields/na64-2021-strahlung.csv" >"$work/rows.csv"
check strahlung row "$work/row.json" "$work/rows.csv" || fail 'a row of the table'
between='--alpha-D 0.1 --mA 0.085 --threshold 52 --scale-shift 0.01'
at table $between >"$work/table.json"
at na64-2021-first-principles $between >"$work/computed.json"
check strahlung like "$work/table.json" "$work/computed.json" || fail 'the table is not like what it was made of'
job table <<END
experiment: ../inputs/experiments/table.yaml
output: ../outputs/table.h5
axes:
  spin: [fermion]
  mA_GeV: [0.085, 2.5]
  alpha_D: [0.1]
  mass_ratio: [1/3]
  ecal_threshold_GeV: [41, 52]
  energy_scale_shift: [0.01]
END
ok 'a scan of the table' "$EPSCAN" scan "$work/jobs/table.yaml" --quiet
check strahlung grid "$work/outputs/table.h5" "$work/table.json" || fail 'the scan of the table'
beyond_table="$EPSCAN point $of/table.yaml $model --mA 0.1"
refused 'allowed: 40 to 60 GeV, which the table of strahlung has' $beyond_table --threshold 39
refused 'allowed: -0.03 to 0.03, which the table of strahlung has' $beyond_table --scale-shift 0.04
sed -i 's/\[41, 52\]/[35, 52]/' "$work/jobs/table.yaml"
refused 'table.yaml:4: axes: thresholds of 35 to 52 GeV' "$EPSCAN" validate "$work/jobs/table.yaml"
# bad_rows SED TEXT: the table changed so.
bad_rows() {
    sed "$1" "$work/inputs/yields/na64-2021-strahlung.csv" >"$work/inputs/yields/bad.csv"
    with_key bad 'strahlung: {model: yield-table, table: ../yields/bad.csv}'
    refused "$2" "$EPSCAN" point "$of/bad.yaml" $model --mA 0.1
}
bad_rows '20d' 'bad.yaml:41: strahlung.table: is no full grid'
bad_rows '20{h;d};21G' 'bad.csv:21: mA_GeV: rows must increase strictly'
bad_rows '/^0.00[2-9]/d; /^0.0[1-9]/d; /^0.[1-9]/d; /^[12]/d' 'has 1 masses of 15 thresholds and shifts'
bad_rows 's/,50,/,150,/' 'rows must increase strictly'
bad_rows 's/^0.1,50,0,.*/0.1,50,0,-1/' 'events_at_epsilon_1e-4: "-1" is not allowed'
bad_rows 's/events_at_epsilon_1e-4/events/' 'header: "events" is not allowed'

# ---- Refused ----
# refused_key KEY TEXT: in the place of `strahlung_limit`, line 41.
refused_key() {
    with_key bad "$1"
    refused "bad.yaml:41: $2" "$EPSCAN" point "$of/bad.yaml" $model --mA 0.225
}
refused_key 'strahlung: {model: guess}' \
    'strahlung.model: "guess" is not allowed; allowed: exact-tree-level, published-limit, yield-table, none'
refused_key 'strahlung: {model: published-limit}' 'strahlung.table: missing'
refused_key 'strahlung: {model: yield-table}' 'strahlung.table: missing'
refused_key 'strahlung: yield-table' 'strahlung: yield-table needs a table'
with_key bad "strahlung: {model: yield-table, table: $table}"
refused 'strahlung.csv:8: the header has 2 columns' "$EPSCAN" point "$of/bad.yaml" $model --mA 0.225
refused_key "strahlung: {model: published-limit, table: $table, folded: perhaps}" \
    'strahlung.folded: "perhaps" is not allowed; allowed: false, true'
refused_key 'strahlung: {model: exact-tree-level, form_factor: square}' \
    'strahlung.form_factor: "square" is not allowed; allowed: tsai, elastic, none'
refused_key 'strahlung: {model: exact-tree-level, table: x.csv}' 'strahlung.table: unknown key'
refused_key "strahlung_limit: $table\\nstrahlung: none" \
    'strahlung_limit: stands beside `strahlung`; allowed: one of them'

# three alloys of eleven elements: 33 kinds of nuclei, which only a computed A'-strahlung minds
layers=
for alloy in 0 1 2; do
    sed '/^elements:/,$d' "$work/inputs/materials/tungsten.yaml" >"$work/inputs/materials/alloy-$alloy.yaml"
    echo 'elements:' >>"$work/inputs/materials/alloy-$alloy.yaml"
    for element in {1..11}; do
        Z=$((11 * alloy + element))
        echo "  - {Z: $Z, A_g_per_mol: $((2 * Z)), atoms: 1}" >>"$work/inputs/materials/alloy-$alloy.yaml"
    done
    layers+="    - {material: ../materials/alloy-$alloy.yaml, thickness_cm: 0.1}\\n"
done
for key in none exact-tree-level; do
    sed "/^  layers:/,/^  preshower/c\\  layers:\\n$layers" "$of/na64-2021.yaml" |
        sed "s|^strahlung_limit:.*|strahlung: $key|; s|^shower: .*|shower: approximation-a|" >"$of/alloys-$key.yaml"
done
ok '33 kinds of nuclei, strahlung not computed' "$EPSCAN" point "$of/alloys-none.yaml" $model --mA 0.225
refused 'exact-tree-level on more than 32 kinds of nuclei; allowed: 32 elements in the target' \
    "$EPSCAN" point "$of/alloys-exact-tree-level.yaml" $model --mA 0.225

sed 's/, A_g_per_mol: [0-9.]*//' "$SOURCE/inputs/materials/tungsten.yaml" >"$work/inputs/materials/no-A.yaml"
grep -v '^strahlung:' "$SOURCE/inputs/experiments/thin-target-8gev.yaml" >"$of/thin.yaml"
echo 'strahlung: {model: exact-tree-level}' >>"$of/thin.yaml"
sed 's|tungsten.yaml|no-A.yaml|' "$of/thin.yaml" >"$of/no-A.yaml"
refused 'elements[0].A_g_per_mol: missing' "$EPSCAN" point "$of/no-A.yaml" $model --mA 0.02

# ---- Beyond the kinematic reach: nothing, which is a number ----
ok 'mass above the beam' "$EPSCAN" point "$of/thin.yaml" $model --mA 9
check strahlung beyond "$work/out" || fail 'mass above the beam'
ok 'limits above the beam' "$EPSCAN" limit "$of/thin.yaml" $model --mA 9
says '^9,0,0,.*,no_signal$' 'limits above the beam'

# ---- By quadrature, without the table ----
sed 's|^shower: .*|shower: approximation-a|' "$of/thin.yaml" >"$of/quick.yaml"
ok 'integrated' "$EPSCAN" point "$of/quick.yaml" --spin fermion --alpha-D 1e-6 --mass-ratio 1/3 --mA 0.05 --integrate
check strahlung integrated "$work/out" || fail 'response against quadrature'
for published in na64-2021 none; do
    refused 'does not compute it; allowed: strahlung: exact-tree-level' \
        "$EPSCAN" point "$of/$published.yaml" $model --mA 0.225 --integrate
done
refused '--integrate: stands beside --response or --model-table; allowed: an experiment, a model' \
    "$EPSCAN" point --response "$work/no.h5" $model --mA 0.225 --integrate

# ---- Efficiencies and spectra of both channels, broad A' among them ----
for broad in '--alpha-D 0.1' '--alpha-D 0.5'; do
    at="$of/thin.yaml --spin fermion --mass-ratio 0.2 $broad"
    for threshold in 2.4 3 3.6; do
        "$EPSCAN" point $at --mA 0.05 --threshold $threshold >"$work/point-$threshold.json" ||
            fail "point at $threshold"
    done
    ok 'efficiency' "$EPSCAN" efficiency $at --mA 0.02,0.05 --thresholds 2.4,3
    cp "$work/out" "$work/efficiency.csv"
    ok 'systematics' "$EPSCAN" efficiency $at --mA 0.02,0.05 --systematics --shift 0.6
    cp "$work/out" "$work/systematics.csv"
    ok 'produced' "$EPSCAN" spectrum $at --mA 0.05 --channel strahlung
    cp "$work/out" "$work/produced.csv"
    ok 'selected' "$EPSCAN" spectrum $at --mA 0.05 --channel strahlung --selected
    cp "$work/out" "$work/selected.csv"
    check strahlung sums "$work"/point-{2.4,3,3.6}.json "$work"/{efficiency,systematics,produced,selected}.csv ||
        fail "efficiency and spectrum against point, $broad"
done
ok 'normalised' "$EPSCAN" spectrum "$of/thin.yaml" $model --mA 0.05 --channel strahlung --normalised
check strahlung one "$work/out" || fail 'a normalised spectrum'
refused '--channel: "radiation" is not allowed; allowed: annihilation, strahlung' \
    "$EPSCAN" spectrum "$of/thin.yaml" $model --mA 0.05 --channel radiation
refused '--channel: na64-2021 has no spectrum of strahlung' \
    "$EPSCAN" spectrum "$of/na64-2021.yaml" $model --mA 0.05 --channel strahlung

job thin <<END
experiment: ../inputs/experiments/thin.yaml
output: ../outputs/thin.h5
axes: {spin: [fermion], mA_GeV: [0.02, 0.05], alpha_D: [0.1], mass_ratio: [1/3]}
END
ok 'validate' "$EPSCAN" validate "$work/jobs/thin.yaml"
says '^strahlung       exact tree level on 1 kinds of nuclei, form factor tsai$' 'validate'
finish
