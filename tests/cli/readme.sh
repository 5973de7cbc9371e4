#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Every command of README.md in its order, in one shell, in a fresh copy of the checkout; its Python, R and C, and that
# they read the same numbers. The measurements of tests/bench/run.sh are built there too; and a build that came with a
# copied or moved folder.
. "$(dirname "$0")/lib.sh"
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_rmaps_base_oversubscribe=1
fresh="$work/fresh"
mkdir "$fresh"
cd "$SOURCE" || exit 1
tar -c --exclude=./build\* --exclude=./.git . | tar -x -C "$fresh"
find "$fresh/outputs" -type f ! -name '*.md' -delete
cd "$fresh" || exit 1
[ -z "${CCACHE_BASEDIR:-}" ] || export CCACHE_BASEDIR=$fresh # tests/run.sh has a cache of what these files compile to

# block LANGUAGE: the README's code of a language, its blocks one after the other
block() {
    awk -v fence="\`\`\`$1" '$0 == fence {inside = 1; next} /^```/ {inside = 0} inside' README.md | grep . ||
        fail "the README has no $1"
}
block sh >"$work/commands"
block python >line.py
block r >line.r
block c >program.c

# Of what takes too long, or needs what is not here, the part that can be seen in a test; everything else runs as it
# stands.
cheaper() {
    case $1 in
        ./tests/run.sh*) echo './tests/run.sh -R unit_grid' ;;                       # all of it runs this test
        # package_package builds and installs it
        *'--target package'*) echo "${1%%&&*}" ;;
        *'--showers 1e6'*) echo "${1/1e6/1e4}" ;;                                    # a hundredth of the showers
        # and of the comparison's, and a 25th of its pseudo-experiments
        ./jobs/paper.sh*)
            echo "sed -i 's/toys 50000/toys 2000/; s/showers 5e5/showers 5e3/' jobs/comparison.sh && $1"
            ;;
        *) echo "$1" ;;
    esac
}
count=0
while IFS= read -r line <&3; do
    line=$(cheaper "${line%%  #*}")
    eval "$line" >"$work/out" 2>"$work/err" 3<&- || fail "README: $line: $(tail -n 3 "$work/err")"
    count=$((count + 1))
    [ $count -ne 1 ] || ok 'what tests/bench/run.sh runs, after quickstart' ./tests/bench/run.sh build
done 3<"$work/commands"
[ "$count" -ge 24 ] || fail "only $count commands in the README"
[ "$(head -n 2 "$work/commands" | sed 's/ .*//' | paste -sd' ')" = './jobs/quickstart.sh ./tests/run.sh' ] ||
    fail 'other first commands'
for made in na64-2021-limits.png fig1.pdf fig4.svg comparison.csv hepdata NA64_Andreev2021; do
    compgen -G "outputs/$made*" >/dev/null || fail "no outputs/$made"
done
[ "$(wc -l <answers.csv)" -eq 2 ] || fail 'no answers'
ok 'validate after quickstart' epscan validate jobs/na64-2021.yaml
while IFS= read -r line <&3; do
    ok "slurm/README.md: $line" bash -c "${line%%  #*}"
done 3< <(grep '^slurm/submit.sh jobs/.* --dry-run' slurm/README.md || fail 'no dry run in slurm/README.md')

sed -i '1i import matplotlib; matplotlib.use("Agg")' line.py
echo 'import matplotlib.pyplot; matplotlib.pyplot.savefig("line.png")
print(repr(float(line.sel(mA=0.225, method="nearest"))), float(line.mA.sel(mA=0.225, method="nearest")))' >>line.py
ok 'Python' /usr/bin/python3 line.py
read -r python mass <"$work/out"
[ -s line.png ] || fail 'Python drew nothing'
if command -v Rscript >/dev/null && Rscript -e 'library(ncdf4)' >/dev/null 2>&1; then
    echo "mA <- ncvar_get(grid, 'mA'); cat(format(epsilon[3, 21, 2, 3, which.min(abs(mA - 0.225)), 1], digits = 17))" \
        >>line.r
    ok 'R' Rscript line.r
    r=$(cat "$work/out")
else
    r=$python
fi
for compiler in 'cc -Wall -Wextra -Werror' 'c++ -x c++ -Wall -Wextra -Werror'; do
    ok "$compiler" $compiler program.c -x none $(pkg-config --cflags --libs epscan) -o program
    ok 'C' ./program
    cp "$work/out" program.out
done
ok 'the languages agree' /usr/bin/python3 "$SOURCE/tests/cli/check_readme.py" "$python" "$mass" "$r"

# A small project in the place of epscan's: what quickstart, the tests and the measurements build with, after a copy
# and a move.
mkdir "$work/small"
cd "$work/small" || exit 1
printf 'cmake_minimum_required(VERSION 3.16)\nproject(small NONE)\nadd_custom_target(all_of_it ALL COMMAND pwd)\n' \
    >CMakeLists.txt
build() { (cd "$1" && . "$SOURCE/jobs/packages.sh" && build_in build all); }
ok 'a first build' build .
[ ! -s "$work/out" ] || fail "a first build says: $(cat "$work/out")"
ok 'a second build' build .
[ ! -s "$work/out" ] || fail 'a build that is of here is made anew'
cp -r "$work/small" "$work/copied"
ok 'a copied build' build "$work/copied"
grep -q 'made anew' "$work/out" || fail 'a copied build is taken as it is'
mv "$work/copied" "$work/moved"
ok 'a moved build' build "$work/moved"
grep -q "HOME_DIRECTORY:INTERNAL=$work/moved" "$work/moved/build/CMakeCache.txt" ||
    fail 'a moved build is of the old place'
rm -rf build && cmake -G 'Unix Makefiles' -S . -B build >/dev/null
ok 'a build with make' build .
finish
