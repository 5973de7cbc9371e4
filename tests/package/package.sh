#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The Debian packages, epscan and python3-epscan: what they say and hold; and, as root with debootstrap, that they
# install and run on a root with nothing else.
. "$(dirname "$0")/../cli/lib.sh"
ok 'cpack' cpack --config "$BUILD/CPackConfig.cmake" -G DEB -B "$work/packed"
package=$(find "$work/packed" -maxdepth 1 -name 'epscan_*_amd64.deb' -o -maxdepth 1 -name 'epscan_*.deb' | head -n 1)
[ -s "$package" ] || { fail 'no package'; finish; }
dpkg-deb -f "$package" >"$work/control"
for line in 'Package: epscan' "Version: $("$EPSCAN" --version | cut -d' ' -f2)" 'Section: science'; do
    grep -qxF "$line" "$work/control" || fail "no \"$line\" in: $(cat "$work/control")"
done
for needed in openmpi-bin libhdf5-103-1 libhdf5-openmpi-103-1 libgsl libyaml libjansson libnettle libxrl; do
    grep '^Depends:' "$work/control" | grep -q "$needed" || fail "does not depend on $needed"
done
ok 'unpack' dpkg-deb -x "$package" "$work/unpacked"
for file in bin/epscan include/epscan/epscan.h share/doc/epscan/copyright share/epscan/jobs/na64-2021.yaml; do
    [ -s "$work/unpacked/usr/$file" ] || fail "no $file in the package"
done
python=$(find "$work/packed" -maxdepth 1 -name 'python3-epscan_*.deb' | head -n 1)
[ -s "$python" ] || { fail 'no package of Python'; finish; }
dpkg-deb -f "$python" Depends | grep -q "^epscan (= .*python3-numpy" || fail "Python: $(dpkg-deb -f "$python" Depends)"
ok 'unpack Python' dpkg-deb -x "$python" "$work/python"
[ -s "$work/python/usr/lib/python3/dist-packages/epscan/__init__.py" ] || fail 'no package epscan for Python'
grep -rqF "$BUILD" "$work/python" && fail 'the package of Python names the folder of the build'
find "$work/unpacked" -path '*dist-packages*' | grep -q . && fail 'the package epscan has files of Python'
[ "$failures" -eq 0 ] || finish

site=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | head -n 1)
if [ "$(id -u)" -ne 0 ] || ! command -v debootstrap >/dev/null || [ -z "$site" ]; then
    echo 'no clean root: needs to be root, debootstrap, and where packages come from'
    exit 77
fi
root=$work/root
if ! debootstrap --variant=minbase "$(. /etc/os-release && echo "$VERSION_CODENAME")" "$root" "$site" \
    >"$work/debootstrap.log" 2>&1; then
    echo "no clean root: $(tail -n 1 "$work/debootstrap.log")"
    exit 77
fi
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d" && chmod +x "$root/usr/sbin/policy-rc.d"
cp "$package" "$root/root/epscan.deb"
cp "$python" "$root/root/python3-epscan.deb"
sed 's|/tests/library/|/|' "$SOURCE/tests/library/grid.yaml" >"$root/root/grid.yaml"
library=$(dirname "$(find "$work/unpacked" -name libepscan.so)")
ok 'example' cc "$SOURCE/tests/library/example.c" -I"$work/unpacked/usr/include" -L"$library" -lepscan \
    -Wl,-rpath-link,"$library" -o "$root/root/example"
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 HOME=/root bash -c "cd /root && $*"; }
ok 'install' inside apt-get update '&&' apt-get install -y --no-install-recommends ./epscan.deb
ok 'version' inside epscan --version
ok 'copy inputs and jobs' inside cp -r /usr/share/epscan mine '&&' cp grid.yaml mine/jobs/
sed -i 's|^experiment:.*|experiment: ../inputs/experiments/na64-2021.yaml|; s|^output:.*|output: ../outputs/grid.h5|' \
    "$root/root/mine/jobs/grid.yaml"
ok 'scan' inside OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe -n 2 epscan scan \
    mine/jobs/grid.yaml --quiet
model="--spin fermion --mA 0.225 --alpha-D 0.1 --mass-ratio 1/3"
ok 'point' inside epscan point mine/inputs/experiments/na64-2021.yaml $model
ok 'query' inside epscan query mine/outputs/grid.h5 $model
grep -q '"status": "ok"' "$work/out" || fail "the query's answer: $(cat "$work/out")"
ok 'example' inside ./example mine/outputs/grid.h5 mine/inputs/experiments/na64-2021.yaml 0.225
grep -q '^0.225,.*,ok$' "$work/out" || fail "the example's answer: $(cat "$work/out")"
ok 'install Python' inside apt-get install -y --no-install-recommends ./python3-epscan.deb
ok 'Python' inside "python3 -c 'import epscan; print(epscan.Experiment(\"na64-2021\").events(0.225, 0.1, 1/3))'"
grep -qE '^0\.3[0-9]+$' "$work/out" || fail "Python's answer: $(cat "$work/out")"
ok 'remove' inside apt-get remove -y epscan
[ ! -e "$root/usr/bin/epscan" ] || fail 'still there after its removal'
finish
