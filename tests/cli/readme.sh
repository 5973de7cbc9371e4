#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What the README tells a newcomer to type does what it says: commands, Python, R and C, on the grid of jobs/na64-2021.yaml.
. "$(dirname "$0")/lib.sh"
cp -r "$SOURCE/jobs" "$work/" && cd "$work" || exit 1
mkdir bin && ln -s "$EPSCAN" bin/epscan && export PATH=$work/bin:$PATH
export PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe OMPI_MCA_rmaps_base_oversubscribe=1

# block LANGUAGE FILE: the README's code of a language, its blocks one after the other
block() {
    awk -v fence="\`\`\`$1" '$0 == fence {inside = 1; next} /^```/ {inside = 0} inside' "$SOURCE/README.md" >"$2"
    [ -s "$2" ] || fail "the README has no $1"
}
block sh commands
block python line.py
block r line.r
block c program.c

cat >points.csv <<END
spin,mA_GeV,alpha_D,mass_ratio
fermion,0.2345,0.07,0.31
END
ok 'what quickstart leaves' "$EPSCAN" scan jobs/na64-2021.yaml --quiet
ok 'what quickstart leaves' "$EPSCAN" scan jobs/positron-beam.yaml --quiet
# every line with a command of ours, in order, with fewer showers
count=0
while IFS= read -r line <&3; do
    line=${line%%  #*}
    ok "$line" bash -c "${line/--showers 1e6/--showers 1e4}"
    count=$((count + 1))
done 3< <(grep -E '^(mpirun -n [0-9]+ )?epscan [a-z]+ .*(jobs|inputs|outputs)/|^epscan relic' commands)
[ "$count" -ge 10 ] || fail "only $count commands in the README"
[ -s outputs/na64-2021-limits.png ] || fail 'no picture'
[ "$(wc -l <answers.csv)" -eq 2 ] || fail 'no answers'

sed -i '1i import matplotlib; matplotlib.use("Agg")' line.py
echo 'import matplotlib.pyplot; matplotlib.pyplot.savefig("line.png"); print(repr(float(line.sel(mA=0.225, method="nearest"))), float(line.mA.sel(mA=0.225, method="nearest")))' >>line.py
ok 'Python' /usr/bin/python3 line.py
read -r python mass <out
[ -s line.png ] || fail 'Python drew nothing'
if command -v Rscript >/dev/null && Rscript -e 'library(ncdf4)' >/dev/null 2>&1; then
    echo "mA <- ncvar_get(grid, 'mA'); cat(format(epsilon[3, 21, 2, 3, which.min(abs(mA - 0.225)), 1], digits = 17))" >>line.r
    ok 'R' Rscript line.r
    read -r r <out
else
    r=$python
fi
cmake --install "$BUILD" --prefix "$work/prefix" >/dev/null || fail 'install'
library=$(dirname "$(find "$work/prefix" -name libepscan.so)")
export PKG_CONFIG_PATH=$library/pkgconfig LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
for compiler in 'cc -Wall -Wextra -Werror' 'c++ -x c++ -Wall -Wextra -Werror'; do
    ok "$compiler" $compiler program.c -x none $(pkg-config --cflags --libs epscan) -o program
    ok 'C' ./program
    cp out program.out
done
/usr/bin/python3 - "$python" "$mass" "$r" <<'END' || fail 'the languages differ'
import json, re, subprocess, sys
python, mass, r = map(float, sys.argv[1:])
model = ["--spin", "fermion", "--alpha-D", "0.1", "--mass-ratio", "1/3"]
query = lambda mass: json.loads(subprocess.run(["epscan", "query", "outputs/na64-2021.h5", *model, "--mA", repr(mass)], check=True, capture_output=True, text=True).stdout)
assert abs(python / query(mass)["epsilon_up"] - 1) < 1e-8 and python == r, (python, r)
epsilon, error, y, status = re.match(r"epsilon_UP = (\S+) \+- (\S+), y_UP = (\S+), (\w+)$", open("program.out").read()).groups()
there = query(0.225)
assert abs(float(epsilon) / there["epsilon_up"] - 1) < 1e-5 and abs(float(y) / there["y_up"] - 1) < 1e-5 and status == "ok"  # six digits printed
END
finish
