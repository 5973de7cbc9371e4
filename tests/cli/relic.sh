#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# epscan relic as a user runs it: the table, rows without a solution, bad input.
. "$(dirname "$0")/lib.sh"
relic="$EPSCAN relic --kind scalar"

ok 'one mass' $relic --mchi 0.05
[ "$(head -1 "$work/out")" = 'mchi_GeV,mA_GeV,epsilon,y,x_freeze_out,omega_h2' ] ||
    fail "header: $(head -1 "$work/out")"
[ "$(wc -l <"$work/out")" -eq 2 ] || fail "not one row: $(cat "$work/out")"
cp "$work/out" "$work/defaults"
ok 'the defaults' $relic --mchi 0.05 --mass-ratio 1/3 --alpha-D 0.5
cmp -s "$work/out" "$work/defaults" || fail "r = 1/3, alpha_D = 0.5 are not the defaults"

# every row: m_A' = m_chi/r, y = alpha_D epsilon^2 r^4, Omega h^2 = 0.12; both ends and even logarithmic steps
ok 'a range' "$EPSCAN" relic --kind pseudo-dirac --mchi-range 0.001:0.1:5 --mass-ratio 0.4 --alpha-D 0.1
awk -F, 'NR > 1 {
    if ($2/($1/0.4) - 1 > 1e-9 || ($4/(0.1*$3^2*0.4^4) - 1)^2 > 1e-14) bad++
    if (($6/0.12 - 1)^2 > 1e-12 || $5 < 10 || $5 > 40) bad++
    if (NR > 2 && ($1/last/sqrt(sqrt(100)) - 1)^2 > 1e-18) bad++
    last = $1 }
    NR == 2 && $1 != 0.001 { bad++ }
    END { exit !(NR == 6 && last == 0.1 && !bad) }' "$work/out" || fail "rows: $(cat "$work/out")"
cp "$work/out" "$work/parallel"
ok 'one thread' env OMP_NUM_THREADS=1 "$EPSCAN" relic --kind pseudo-dirac --mchi-range 0.001:0.1:5 --mass-ratio 0.4 \
    --alpha-D 0.1
cmp -s "$work/out" "$work/parallel" || fail "threads change the numbers"

# chi too abundant for any mixing: the row is nan, the reason stands on stderr, exit 3; other rows stay
$relic --mchi-range 0.001:1:2 --mass-ratio 0.05 --alpha-D 1e-4 >"$work/out" 2>"$work/err"
[ $? -eq 3 ] || fail "a row without solution does not give exit 3"
[ "$(sed -n 3p "$work/out")" = '1,20,nan,nan,nan,nan' ] || fail "not nan: $(cat "$work/out")"
grep -q nan <(sed -n 2p "$work/out") && fail "a good row is nan: $(cat "$work/out")"
[ "$(grep -c 'too abundant for any epsilon' "$work/err")" -eq 1 ] || fail "no reason: $(cat "$work/err")"

# two masses, and published targets beside ours
check relic_document "$SOURCE/jobs/relic-targets.md" || fail 'the document'
refused '--splitting: is of pseudo-dirac; others have none' "$EPSCAN" relic --kind scalar --mchi 0.1 --splitting 0.1
refused "--splitting: 0.5 closes A' -> chi1 chi2 at mass_ratio 0.4, or nearly; allowed: up to 0.4995" "$EPSCAN" relic \
    --kind pseudo-dirac --mchi 0.1 --mass-ratio 0.4 --splitting 0.5
refused '--splitting: "-0.1"' "$EPSCAN" relic --kind pseudo-dirac --mchi 0.1 --splitting=-0.1

refused '--kind: "dirac" is not allowed; allowed: fermion, scalar, majorana, pseudo-dirac' "$EPSCAN" \
    relic --kind dirac --mchi 0.1
# ---- other mediators: what one takes, and the same numbers by charges where chi meets only electrons and neutrinos
of() {
    ok "$*" "$EPSCAN" relic --mchi 0.01 "$@"
    tail -1 "$work/out" | cut -d, -f4
}
mixing=$(of --kind fermion) pseudo=$(of --kind pseudo-dirac) axial=$(of --kind fermion --mediator axial)
[ "$mixing" = "$pseudo" ] || fail "a Dirac fermion is not two equal states: $mixing, $pseudo"
# 10 MeV is far below muons: e, e with three neutrinos of 1/2, e with two; x_f moves by ln of that over 20
awk -v m="$mixing" -v b="$(of --kind fermion --mediator B-L)" -v l="$(of --kind fermion --mediator Le-Lmu)" \
    -v a="$axial" 'BEGIN { exit !((m/b/2.5 - 1)^2 < 0.02^2 && (m/l/2 - 1)^2 < 0.02^2 && (a/m - 1)^2 < 0.01^2) }' ||
    fail "targets do not go by charges"
ok 'the help' "$EPSCAN" relic --kind yukawa-pseudoscalar --mediator pseudoscalar --mchi 0.01
says '^0.01,0.03,' 'a pseudoscalar'
refused '--kind: yukawa-scalar is not allowed with a mediator of vector coupling to electrons; allowed: fermion' \
    "$EPSCAN" relic --kind yukawa-scalar --mchi 0.01 --mediator B-L
refused '--kind: fermion is not allowed with a mediator of scalar coupling to electrons; allowed: yukawa-scalar' \
    "$EPSCAN" relic --kind fermion --mchi 0.01 --mediator scalar
refused '--kind: alpha_D 3 is not allowed with yukawa-scalar' "$EPSCAN" relic --kind yukawa-scalar --mchi 0.01 \
    --mediator scalar --alpha-D 3
refused '--mediator: "Z" is not allowed; allowed: kinetic-mixing, B-L' "$EPSCAN" relic --kind fermion --mchi 0.01 \
    --mediator Z

refused '--mchi: "0" is not allowed; allowed: a number in GeV, 0.0005 <= mchi <= 1 GeV' $relic --mchi 0
refused '--mchi: "2"' $relic --mchi 2
refused '--mass-ratio: "0.5" is not allowed; allowed: a number, 0.01 <= mass-ratio <= 0.4999' $relic --mchi 0.1 \
    --mass-ratio 0.5
refused '--mass-ratio: "1/3x"' $relic --mchi 0.1 --mass-ratio 1/3x
refused '--alpha-D: "0"' $relic --mchi 0.1 --alpha-D 0
for range in 0.1 0.1:0.2 0.2:0.1:3 0.1:0.2:1 0.1:0.2:2.5 0.1:0.2:3:4 0.1:0.2:3x 0.1:2:3 :0.2:3 0.1:0.2:1000000; do
    refused "--mchi-range: \"$range\" is not allowed; allowed: LOW:HIGH:POINTS, 0.0005 <= LOW < HIGH <= 1 GeV" $relic \
        --mchi-range "$range"
done
"$EPSCAN" relic --mchi 0.1 >"$work/out" 2>"$work/err"
[ $? -eq 2 ] && grep -q -- '--kind is required' "$work/err" || fail "--kind is not required"
$relic --mchi 0.1 --mchi-range 0.1:0.2:3 >"$work/out" 2>"$work/err"
[ $? -eq 2 ] || fail "two kinds of masses are taken"
$relic --mchi 0.1 >/dev/full 2>/dev/null && fail "lost output goes unnoticed"
finish
