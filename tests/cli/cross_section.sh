#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# epscan cross-section as a user runs it: totals, spectra, elements of a compound, annihilation, bad input.
. "$(dirname "$0")/lib.sh"
cd "$work" || exit 1
of="$EPSCAN cross-section inputs/materials"
strahlung='--channel strahlung'

# close FIELD LINE VALUE TOLERANCE: a number of the table just printed
close() {
    awk -F, -v field="$1" -v line="$2" -v value="$3" -v tolerance="$4" \
        'NR == line { good = ($field/value - 1)^2 <= tolerance^2 } END { exit !good }' out ||
        fail "not $3 in line $2: $(cat out)"
}

# by two independent integrations of the exact tree level, to 2e-4
ok 'totals on lead' $of/lead.yaml $strahlung --mA 0.001,0.1,1 --energy 100
[ "$(head -1 out)" = 'energy_GeV,mA_GeV,sigma_pb' ] || fail "header: $(head -1 out)"
close 3 2 216467 2e-4
close 3 3 105.17 2e-4
close 3 4 0.19313 2e-4

# a compound: each element's own cross-section, its Z in front
ok 'totals on polystyrene' $of/polystyrene.yaml $strahlung --mA 0.1,0.2 --energy 50,100
[ "$(cut -d, -f1-3 out | tr '\n' ' ')" = \
    "Z,energy_GeV,mA_GeV $(printf '%s ' {6,1},{50,100},{0.1,0.2})" ] ||
    fail "rows: $(cat out)"
carbon=$(awk -F, '$1 == 6 && $2 == 50 && $3 == 0.1 { print $4 }' out)
awk -F, '$2 == 50 && $3 == 0.1 { s[$1] = $4 } END { exit !(s[6] > 12*s[1] && s[6] < 36*s[1]) }' out ||
    fail "carbon is not between 12 and 36 hydrogens: $(cat out)"
sed -e '/Z: 1,/d' inputs/materials/polystyrene.yaml >inputs/materials/carbon.yaml
ok 'carbon alone' $of/carbon.yaml $strahlung --mA 0.1 --energy 50
close 3 2 "$carbon" 0

# the spectrum adds up to the total: midpoints in ln(x/(1-x)), 1e-3
shares=$(awk 'BEGIN { for (i = 0; i < 400; i++) { e = exp(-6 + 17.5*(i + 0.5)/400); 
    printf "%s%.15g", i ? "," : "", e/(1 + e) } }')
ok 'spectrum' $of/carbon.yaml $strahlung --mA 0.1 --energy 50 --x "$shares"
[ "$(head -1 out)" = 'energy_GeV,mA_GeV,x,dsigma_dx_pb' ] || fail "header: $(head -1 out)"
awk -F, -v total="$carbon" 'NR > 1 { sum += $4*$3*(1 - $3)*17.5/400 } END { exit !((sum/total - 1)^2 < 1e-6) }' out ||
    fail "the spectrum does not add up to $carbon"

# less of the nucleus screened, more cross-section; at mA = 1 MeV, where t_- is far below the screening
for form_factor in elastic tsai none; do
    ok "form factor $form_factor" $of/lead.yaml $strahlung --mA 0.001 --energy 100 --form-factor $form_factor
    sed -n '2s/.*,//p' out
done >form_factors
sort -gc form_factors || fail "elastic, tsai, none do not rise: $(cat form_factors)"

# annihilation at its peak: 4 pi alpha epsilon^2/(mA Gamma), Gamma = alpha_D mA/3 (1 + 2 r^2) sqrt(1 - 4 r^2)
peak=$(awk 'BEGIN { m = 0.225; me = 0.51099895e-3; printf "%.12g", (m*m - 2*me*me)/(2*me) }')
expected=$(awk 'BEGIN { r = 1/3; w = 0.1*0.225/3*(1 + 2*r*r)*sqrt(1 - 4*r*r)
    print 4*3.14159265358979/137.035999084*1e-8/(0.225*w)*0.3893793721e-27*1e36 }')
ok 'annihilation' $of/lead.yaml --channel annihilation --mA 0.225 --energy "$peak"
close 3 2 "$expected" 1e-5
cp out defaults
ok 'its defaults' $of/lead.yaml --channel annihilation --mA 0.225 --energy "$peak" \
    --spin fermion --alpha-D 0.1 --mass-ratio 1/3
cmp -s out defaults || fail 'fermion, 0.1 and 1/3 are not the defaults'

# out of reach: 0, not nan
for channel in strahlung annihilation; do
    ok "$channel out of reach" $of/lead.yaml --channel $channel --mA 200 --energy 100
    [ "$(sed -n 2p out)" = '100,200,0' ] || fail "$channel out of reach: $(cat out)"
done
ok 'x out of reach' $of/lead.yaml $strahlung --mA 0.1 --energy 100 --x 0.0005,0.9999999
[ "$(cut -d, -f4 out | tail -2 | tr '\n' ' ')" = '0 0 ' ] || fail "x out of reach: $(cat out)"

refused '--channel: "radiation" is not allowed; allowed: strahlung, annihilation' \
    $of/lead.yaml --channel radiation --mA 1 --energy 9
refused '--form-factor: "square" is not allowed; allowed: tsai, elastic, none' \
    $of/lead.yaml $strahlung --mA 1 --energy 9 --form-factor square
refused '--x: "1" is not allowed; allowed: a number, 0 < x < 1' $of/lead.yaml $strahlung --mA 1 --energy 9 --x 1
refused '--x: is of --channel strahlung' $of/lead.yaml --channel annihilation --mA 1 --energy 9 --x 0.5
refused 'are of --channel annihilation' $of/lead.yaml $strahlung --mA 1 --energy 9 --alpha-D 0.1
refused '--energy: "0.0005"' $of/lead.yaml $strahlung --mA 1 --energy 0.0005
refused '--mA: "0.1 GeV"' $of/lead.yaml $strahlung --mA '0.1 GeV' --energy 9
refused 'allowed: a material' $of/../experiments/na64-2021.yaml $strahlung --mA 1 --energy 9
sed -e 's/A_g_per_mol: 207.2, //' inputs/materials/lead.yaml >inputs/materials/no-A.yaml
refused 'no-A.yaml:7: elements[0].A_g_per_mol: missing' $of/no-A.yaml $strahlung --mA 1 --energy 9
finish
