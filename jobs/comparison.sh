#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every number that the paper (Andreev et al., PRD 104 L091701) states, beside ours; and the published limits beside
# ours at each mass; its projection for positrons beside a run that was made. Leaves outputs/comparison.csv and
# outputs/comparison-positrons.csv; read jobs/comparison.md. Runs build/epscan; a minute. Safe to run
# again.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x build/epscan ] || { echo "build/epscan is missing; jobs/quickstart.sh builds it" >&2; exit 1; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
experiment=inputs/experiments/na64-2021.yaml
fermion=(--spin fermion --alpha-D 0.1 --mass-ratio 1/3)

# column NAME: of the CSV on standard input.
field() { awk -F, -v name="$1" 'NR == 1 {for (i = 1; i <= NF; i++) if ($i == name) c = i; next} {print $c}'; }
limit() { build/epscan limit "$experiment" --quiet "$@"; }
show() { column -s, -t <(grep -v '^#' "$1") 2>/dev/null || grep -v '^#' "$1"; }
say() { printf '%-64s %-34s %s\n' "$1" "$2" "$3"; }

say statement paper epscan
say "sum of electrons on target x efficiency" "1.52871e11 (Table I)" \
    "$(build/epscan validate jobs/na64-2021.yaml --force | awk '/^exposure/ {print $2}')"
for mass in 0.225 0.25; do
    change=$(build/epscan efficiency "$experiment" "${fermion[@]}" --mA $mass --systematics --shift 1.5 | tail -1 |
        awk -F, '{printf "%+.1f/%+.1f %%, mean %.1f %%", 100 * $4, 100 * $5, 100 * $6}')
    [ $mass = 0.225 ] && paper="about 35 %" || paper="about 1.5 %"
    say "yield for a threshold moved by 1.5 GeV at $mass GeV" "$paper" "$change"
done
say "preshower cut (0.5 GeV assumed), annihilation at 0.225 GeV" "99.7 %" \
    "$(build/epscan efficiency "$experiment" "${fermion[@]}" --mA 0.225 --preshower --showers 5e5 | tail -1 |
        awk -F, '{printf "%.2f +- %.2f %%", 100 * $4, 100 * $5}')"
counting=$(limit "${fermion[@]}" --mA 0.225 --method counting | field epsilon_up)
for method in cls-asymptotic "cls-toys --toys 50000" "cls-toys --toys 50000 --ensemble prior" bayes; do
    [ "$method" = cls-asymptotic ] && paper="-10 %" || paper=
    read -ra options <<<"$method"
    say "epsilon_UP at 0.225 GeV, $method" "$paper" \
        "$(limit "${fermion[@]}" --mA 0.225 --method "${options[@]}" | field epsilon_up |
            awk -v c="$counting" '{printf "%+.1f %%", 100 * ($1 / c - 1)}')"
done
read -r low high gain gain_y at < <(limit "${fermion[@]}" --mA 0.195:0.33:136 --method counting | awk -F, '
    NR > 1 && $2 > $3 {if (!low) low = $1; high = $1}
    NR > 1 {gain = ($2 + $3) / $3; if (gain > best) {best = gain; at = $1}}
    END {print low, high, sqrt(best), best, at}')
say "annihilation outweighs strahlung (fermion, alpha_D = 0.1)" "200 to 300 MeV" "$low to $high GeV"
say "gain over strahlung alone, at best" "order of magnitude at 200-300 MeV" \
    "$(awk -v e="$gain" -v y="$gain_y" -v m="$at" 'BEGIN {printf "%.1f in epsilon, %.0f in y, at %g GeV", e, y, m}')"
say "scalar epsilon_UP, alpha_D 0.5 over 0.1, 0.23 to 0.3 GeV" "almost the same" "$(paste -d, \
    <(limit --spin scalar --alpha-D 0.1 --mass-ratio 1/3 --mA 0.23:0.3:71 --method counting | field epsilon_up) \
    <(limit --spin scalar --alpha-D 0.5 --mass-ratio 1/3 --mA 0.23:0.3:71 --method counting | field epsilon_up) |
    awk -F, '{r = 100 * ($2 / $1 - 1); if (NR == 1 || r < low) low = r; if (NR == 1 || r > high) high = r}
        END {printf "%+.1f to %+.1f %%", low, high}')"

echo
work=$(mktemp)
trap 'rm -f "$work"' EXIT
cat >"$work" <<'END'
# Published 90 % C.L. limits on epsilon (alpha_D = 0.1, r = 1/3) and ours: Eq. 7, asymptotic CLs, and Eq. 7 with the
# textbook shower (Approximation A in lead, lead's electrons only). Made by jobs/comparison.sh.
spin,mA_GeV,published,epsilon_up,epsilon_up_cls,epsilon_up_textbook,ratio,ratio_cls,ratio_textbook
END
for spin in fermion scalar; do
    table=inputs/limits/na64-2021-$spin-alphaD0.1.csv
    model=(--spin "$spin" --alpha-D 0.1 --mass-ratio 1/3 --mA "$(grep -v '^[#m]' "$table" | cut -d, -f1 | paste -sd,)")
    paste -d, <(grep -v '^[#m]' "$table") <(limit "${model[@]}" --method counting | field epsilon_up) \
        <(limit "${model[@]}" --method cls-asymptotic | field epsilon_up) \
        <(build/epscan limit inputs/experiments/na64-2021-textbook.yaml --quiet "${model[@]}" --method counting |
            field epsilon_up) |
        awk -F, -v spin=$spin \
            '{printf "%s,%s,%s,%.4g,%.4g,%.4g,%.3f,%.3f,%.3f\n", spin, $1, $2, $3, $4, $5, $3 / $2, $4 / $2, $5 / $2}'
done >>"$work"
mv "$work" outputs/comparison.csv
chmod 644 outputs/comparison.csv
trap - EXIT
show outputs/comparison.csv

# The limit of the positrons' run of 2022, brought to the projection's exposure where nothing is seen: epsilon goes as
# its root. The run's efficiency is that of inputs/experiments/na64-positron-2022.yaml.
echo
projection=inputs/experiments/na64-2021-positron-beam.yaml
positrons=inputs/limits/na64-positron-2022.csv
masses=$(grep -v '^[#m]' $positrons | awk -F, '$1 > 0.09 && $1 < 0.32 {print $1}' | paste -sd,)
exposure() {
    sed -n 's/.*particles_on_target: *\([^,]*\), *efficiency: *\([^,]*\),.*/\1 \2/p' "$1" |
        awk '{sum += $1 * $2} END {printf "%.6g", sum}'
}
root=$(awk -v run="$(exposure inputs/experiments/na64-positron-2022.yaml)" -v all="$(exposure $projection)" \
    'BEGIN {print sqrt(run / all)}')
limit_of() {
    build/epscan limit "$1" --quiet --spin "$2" --alpha-D 0.1 --mass-ratio 1/3 --mA "$masses" --method counting |
        field epsilon_up
}
work=$(mktemp)
trap 'rm -f "$work"' EXIT
{
    echo "# 90 % C.L. limits on epsilon for 1.53e11 positrons of 100 GeV (alpha_D = 0.1, r = 1/3): the published"
    echo "# limit of the run of 2022 times $root, ours, and ours for electrons. Made by jobs/comparison.sh."
    echo mA_GeV,run_of_2022_scaled,fermion,scalar,ratio_fermion,ratio_scalar,fermion_electrons,gain_fermion
    paste -d, <(grep -v '^[#m]' $positrons | awk -F, '$1 > 0.09 && $1 < 0.32') <(limit_of $projection fermion) \
        <(limit_of $projection scalar) <(limit_of $experiment fermion) |
        awk -F, -v root="$root" '{s = root * $2
            printf "%s,%.4g,%.4g,%.4g,%.3f,%.3f,%.4g,%.2f\n", $1, s, $3, $4, $3 / s, $4 / s, $5, $5 / $3}'
} >"$work"
mv "$work" outputs/comparison-positrons.csv
chmod 644 outputs/comparison-positrons.csv
trap - EXIT
show outputs/comparison-positrons.csv
echo "written: outputs/comparison.csv outputs/comparison-positrons.csv"
