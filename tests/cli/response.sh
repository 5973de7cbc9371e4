#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Response files: made, read by others, believed by epscan when they are what was written; spectral densities as
# tables.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
experiments=inputs/experiments
na64=$experiments/na64-2021.yaml
model='--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3'
selections='--thresholds 40:79:40 --shifts=-0.03,-0.01,0,0.01,0.03'

ok 'the default' "$EPSCAN" response $na64 -o response.h5
for name in na64-2021 na64-2021-positron-beam na64-2021-first-principles; do
    # shellcheck disable=SC2086
    ok "200 selections of $name" "$EPSCAN" response $experiments/$name.yaml $selections -o $name.h5
done
# shellcheck disable=SC2086
ok 'as CSV' "$EPSCAN" response $na64 $selections --csv -o na64-2021.csv
check response document "$SOURCE" "$work" || fail 'the programs of outputs/response.md'
check response yields "$work" || fail 'yields by a response'
check response contents "$work" || fail 'what a file holds'
check response damage "$work" || fail 'damaged files'

# ---- bad input, and nothing is written
refused 'exists; allowed' "$EPSCAN" response $na64 -o response.h5
ok 'replaced' "$EPSCAN" response $na64 -o response.h5 --force
refused 'is not a response' "$EPSCAN" response $na64 -o $na64 --force
refused '--thresholds: "0"' "$EPSCAN" response $na64 --thresholds 0 -o new.h5
refused '--thresholds: "101"' "$EPSCAN" response $na64 --thresholds 50,101 -o new.h5
refused '--shifts: "0.6"' "$EPSCAN" response $na64 --shifts 0.6 -o new.h5
refused 'allowed: at most 100000' "$EPSCAN" response $na64 --thresholds 40:60:1000 --shifts=-0.1:0.1:1000 -o new.h5
[ -e new.h5 ] && fail 'bad input left a file'
# shellcheck disable=SC2086
refused 'not in the response; allowed: one of its 1 thresholds' "$EPSCAN" point --response response.h5 -t 49 $model
# shellcheck disable=SC2086
refused 'is no response file' "$EPSCAN" point --response na64-2021.csv $model

refused 'is a response' "$EPSCAN" info response.h5

# ---- densities of one's own
table() {
    printf 'sqrt_s_GeV,rho_per_GeV2\n' >"$1"
    printf '%s\n' "${@:2}" >>"$1"
}
table good.csv 0.2,0 0.22,2 0.26,30 0.3,1
table nan.csv 0.2,0 0.22,nan
table negative.csv 0.2,0 0.22,-1
table falls.csv 0.2,0 0.19,1
table below.csv 0.0001,1 0.0002,1
table zero.csv 0.2,0 0.22,0
for source in $na64 '--response response.h5'; do
    # shellcheck disable=SC2086
    {
        refused 'nan.csv:3: rho_per_GeV2: "nan"' "$EPSCAN" point $source --model-table nan.csv
        refused 'negative.csv:3: rho_per_GeV2: "-1"' "$EPSCAN" point $source --model-table negative.csv
        refused 'falls.csv:3: sqrt_s_GeV: rows must increase' "$EPSCAN" point $source --model-table falls.csv
        refused 'below.csv: sqrt_s_GeV: 0.0001 to 0.0002 is not allowed' \
            "$EPSCAN" point $source --model-table below.csv
        refused 'zero everywhere' "$EPSCAN" point $source --model-table zero.csv
        ok 'a table' "$EPSCAN" point $source --model-table good.csv
    }
    cp "$work/out" "$work/table${#source}.json"
done
check response same "$work"/table*.json || fail 'a table by the experiment and by its response'
ok 'the limit of a table' "$EPSCAN" limit $na64 --model-table good.csv --method counting --quiet
says '^0.6628,0.188359' 'the limit of a table'

# ---- tables as the axis of a job
tables() {
    cat >job.yaml <<END
experiment: na64-2021
output: grid.h5
limit_method: ${3:-counting}
axes:
  model_table: $1
  ${2:-ecal_threshold_GeV: 50}
END
}
tables '[good.csv]'
ok 'a job of tables' "$EPSCAN" validate job.yaml
says '^points *1 (1 model points x 1 selections)$' 'the points of a job of tables'
ok 'a scan of tables' ranks 2 "$EPSCAN" scan job.yaml
says 'grid.h5: 1 points in' 'the summary of tables'
refused 'exists; allowed' "$EPSCAN" scan job.yaml
ok 'replaced' "$EPSCAN" scan job.yaml --force --quiet
ok 'elsewhere' "$EPSCAN" scan job.yaml --quiet -o other.h5
rm grid.h5
for list in good.csv '[]' '[none.csv]' '[good.csv, good.csv]'; do
    tables "$list"
    refused 'job.yaml:5: axes.model_table' "$EPSCAN" validate job.yaml
done
tables '[negative.csv]'
refused 'negative.csv:3: rho_per_GeV2' "$EPSCAN" validate job.yaml
printf 'sqrt_s_GeV,rho_per_GeV2\n0.2,1\n0.3,1\n' >'a,b.csv'
tables '["a,b.csv"]'
refused 'a comma, a quotation mark' "$EPSCAN" validate job.yaml
tables '[below.csv]'
refused 'below.csv: sqrt_s_GeV' "$EPSCAN" scan job.yaml
tables '[good.csv]' 'mA_GeV: 0.2'
refused 'axes.mA_GeV' "$EPSCAN" scan job.yaml
tables '[good.csv]' 'ecal_threshold_GeV: 500'
refused 'axes.ecal_threshold_GeV' "$EPSCAN" scan job.yaml
tables '[good.csv]' 'ecal_threshold_GeV: 50' cls-toys
refused 'limit_method' "$EPSCAN" scan job.yaml
[ -e grid.h5 ] && fail 'bad input left a grid'
finish
