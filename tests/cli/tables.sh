#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Grids of tables of spectral densities are grids like any other: the same bits by one rank and four, by shares and
# after a kill; proven by quadrature; sliced, exported and drawn; what has no masses is refused. And limits from a
# response file.
. "$SOURCE/tests/cli/lib.sh"
cd "$work" || exit
na64=$SOURCE/inputs/experiments/na64-2021.yaml
for i in $(seq 0 11); do
    awk -v i="$i" 'BEGIN {
        print "sqrt_s_GeV,rho_per_GeV2"
        for (j = 0; j <= 20; j++) print 0.15 + 0.004 * i + 0.005 * j "," 0.1 + i * j * (20 - j)
    }' >"rho$i.csv"
done
cat >job.yaml <<END
title: twelve sectors
experiment: $na64
output: one.h5
limit_method: cls-asymptotic
axes:
  model_table: [$(seq -s, -f 'rho%g.csv' 0 11)]
  ecal_threshold_GeV: {from: 40, to: 60, points: 31, spacing: linear}
  energy_scale_shift: {from: -0.02, to: 0.02, points: 25, spacing: linear}
END

# ---- the same whoever computes it: three tiles of up to five tables
ok 'one rank' "$EPSCAN" scan job.yaml -q
ok 'four ranks' ranks 4 "$EPSCAN" scan job.yaml -q -o four.h5
for i in 0 1; do ok "share $i" "$EPSCAN" scan job.yaml -q -o many.h5 --shard $i/2; done
ok 'merged' "$EPSCAN" merge -q -o merged.h5 many.shard-*.h5
"$EPSCAN" scan job.yaml -q -o killed.h5 2>/dev/null &
scan=$!
while [ ! -e killed.h5 ] && kill -0 $scan 2>/dev/null; do :; done
kill -KILL $scan
wait $scan 2>/dev/null
ok 'resumed' "$EPSCAN" scan job.yaml -q -o killed.h5 --resume
check tables same one.h5 four.h5 merged.h5 killed.h5 || fail 'other numbers by other ways to the same grid'
ok 'proven' "$EPSCAN" info --verify --sample 6 one.h5
says '^model_table *12  rho0.csv, rho1.csv' 'the tables are named'
sed -e '/energy_scale_shift/d; s/{from.*/[45, 50]/; s/cls-asymptotic/counting/' job.yaml >plain.yaml
ok 'by Eq. 7' "$EPSCAN" scan plain.yaml -q -o plain.h5
cp rho0.csv kept.csv
sed -i 's/^0.15,/0.151,/' rho0.csv
refused 'made from another input rho0.csv' "$EPSCAN" scan plain.yaml -q -o plain.h5 --resume
mv kept.csv rho0.csv

# ---- asked, exported, drawn
ok 'a query' "$EPSCAN" query one.h5 --model-table rho7.csv --threshold 47.3
cp out query.json
ok 'the limit' "$EPSCAN" limit $na64 --model-table rho7.csv --threshold 47.3 --method cls-asymptotic -q
cp out limit.csv
ok 'the point' "$EPSCAN" point $na64 --model-table rho7.csv --threshold 47.3
cp out point.json
check tables query query.json point.json limit.csv || fail 'a query is not what point and limit say'
printf 'note,model_table\nfirst,rho7.csv\n' >points.csv
ok 'a file of points' "$EPSCAN" query one.h5 --csv points.csv -q
says '^rho7.csv,50,0,.*,ok,first$' 'answers name the table'
ok 'csv' "$EPSCAN" export one.h5 --format csv --model-table rho2.csv,rho5.csv --threshold 50 --scale-shift 0 \
    -o rows.csv -q
check tables csv one.h5 rows.csv || fail 'exported rows are not what the file stores'
ok 'hepdata' "$EPSCAN" export plain.h5 --format hepdata -o submission -q
grep -q '{value: "rho11.csv"}' submission/table1.yaml || fail 'a submission names its tables'
ok 'a figure' "$EPSCAN" plot limits plain.h5 --data-only -q
[ "$(grep -c 'csv, shift 0' plain-limits.dat)" = 12 ] || fail 'a line for each table'
refused 'which have no mass' "$EPSCAN" export plain.h5 --format darkcast -o dark
for figure in map ratio fig4; do refused 'which have no mass' "$EPSCAN" plot $figure plain.h5; done
refused '"rho77.csv" is not allowed; allowed: rho0.csv' "$EPSCAN" query plain.h5 --model-table rho77.csv
refused '--model-table is required with a grid of tables' \
    "$EPSCAN" query plain.h5 --spin fermion --mA 0.2 -a 0.1 -r 1/3
refused '--model-table stands instead of' "$EPSCAN" query plain.h5 --model-table rho1.csv --spin fermion
sed 's/^limit_method.*/&\nmediator: B-L/' job.yaml >mediated.yaml
refused 'mediator: is not allowed beside axes.model_table' "$EPSCAN" validate mediated.yaml

# ---- limits from a response file with the thresholds that methods move, of models and tables
ok 'a response' "$EPSCAN" response $na64 --thresholds 48.5,50,51.5 -o response.h5
model=(--spin scalar --mA '0.1:0.3:3' --alpha-D 0.1 --mass-ratio 0.3)
for method in counting cls-asymptotic; do
    ok "by $method" "$EPSCAN" limit $na64 "${model[@]}" --method $method -q
    cp out "experiment-$method.csv"
    ok "by $method from the response" "$EPSCAN" limit --response response.h5 "${model[@]}" --method $method -q
    cp out "response-$method.csv"
done
ok 'a table' "$EPSCAN" limit $na64 --model-table rho7.csv --method cls -q && cp out experiment-table.csv
ok 'a table from the response' "$EPSCAN" limit --response response.h5 --model-table rho7.csv --method cls -q &&
    cp out response-table.csv
check tables limits experiment-*.csv response-*.csv || fail 'limits from the response are others'
refused 'not in the response; allowed: one of its 3 thresholds, 48.5 to 51.5 GeV' \
    "$EPSCAN" limit --response response.h5 --threshold 51.5 --method cls-asymptotic "${model[@]}" -q
finish
