#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts into a prefix, used from elsewhere: programs against the library by pkg-config (shared
# and static) and by a CMake package, its symbols and headers, and the installed program with its inputs, jobs and
# documents.
. "$(dirname "$0")/lib.sh"
prefix=$work/prefix
ok 'install' cmake --install "$BUILD" --prefix "$prefix"
mv "$prefix" "$work/moved" && prefix=$work/moved # nothing may rest on where it was installed
library=$(dirname "$(find "$prefix" -name libepscan.so)")
export PKG_CONFIG_PATH=$library/pkgconfig LD_LIBRARY_PATH=$library${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
cp -r "$prefix/share/epscan" "$work/mine"
cp "$SOURCE"/tests/library/{example.c,CMakeLists.txt} "$work/"

# the installed program, on a copy of its inputs and jobs
program=$prefix/bin/epscan
cat >"$work/mine/jobs/small.yaml" <<END
title: small
experiment: ../inputs/experiments/na64-2021.yaml
output: ../outputs/small.h5
axes: {spin: [fermion], mA_GeV: {from: 0.15, to: 0.3, points: 9, spacing: log}, alpha_D: [0.1], mass_ratio: [0.3, 1/3],
       ecal_threshold_GeV: [45, 50], energy_scale_shift: [0]}
END
ok 'scan' "$program" scan "$work/mine/jobs/small.yaml" --quiet
ok 'an experiment by name' env -C / "$program" point na64-2021 --spin fermion --mA 0.2 --alpha-D 0.1 --mass-ratio 1/3
ok 'plot finds the published limits' "$program" plot limits "$work/mine/outputs/small.h5" --data-only --quiet
strings "$program" | grep -qF "$prefix" && fail "the program knows its prefix"
for job in "$prefix"/share/epscan/jobs/*.yaml; do
    ok "validate $job" "$program" validate "$work/mine/jobs/$(basename "$job")"
done
for document in README.md CHANGELOG.md CITATION.cff LICENSE; do
    [ -s "$prefix/share/doc/epscan/$document" ] || fail "no $document"
done
(cd "$prefix/share/doc/epscan" && find . -name '*.md' | while read -r document; do
    grep -oE '\]\([^):#]+[):#]' "$document" | sed 's/^](//; s/.$//' | while read -r link; do
        case $link in http*) continue ;; esac
        [ -e "$(dirname "$document")/$link" ] || echo "$document: $link"
    done
done) >"$work/dangling"
[ ! -s "$work/dangling" ] || fail "links of installed documents that lead nowhere: $(cat "$work/dangling")"

# the library: what it exports, and that each header stands alone, in C and in C++
exported=$(nm -D --defined-only "$library/libepscan.so" | awk '{print $3}' | grep -v '^EPSCAN_0.1$')
grep -qv '^epscan_[A-Za-z0-9_]*@@EPSCAN_0.1$' <<<"$exported" &&
    fail "exported: $(grep -v '@@EPSCAN_0.1$' <<<"$exported")"
echo "$exported" | sed 's/@@.*//' | sort >"$work/exported"
cat "$prefix"/include/epscan/*.h | tr '\n' ' ' | sed 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g' |
    sed 's/typedef double epscan_[a-z_]*(//g' | # types of functions
    grep -oE '\bepscan_[a-zA-Z0-9_]+\(' |
    tr -d '(' | sort -u >"$work/declared"
diff "$work/declared" "$work/exported" >"$work/differ" || fail "declared and exported: $(cat "$work/differ")"
nm -g --defined-only "$library/libepscan.a" | awk 'NF == 3 {print $3}' | grep -v '^\.gomp_critical' | sort |
    diff "$work/declared" - >"$work/differ" ||
    fail "declared and in the static library: $(cat "$work/differ")"
readelf -d "$library/libepscan.so" | grep -qF 'soname: [libepscan.so.0.1]' || fail 'soname'
if pkg-config --exists hdf5-serial; then
    readelf -d "$library/libepscan.so" | grep -qE 'NEEDED.*(mpi|openmpi)' && fail 'the library needs MPI'
fi
for header in "$prefix"/include/epscan/*.h; do
    for compiler in "cc -std=c99" "c++ -std=c++17"; do
        printf '#include <epscan/%s>\nint something;\n' "$(basename "$header")" >"$work/alone.c"
        ok "$header by $compiler" $compiler -x "$([[ $compiler = c++* ]] && echo c++ || echo c)" -Wall -Wextra \
            -Werror -pedantic \
            -fsyntax-only -I"$prefix/include" "$work/alone.c"
    done
done

# the example, built three ways, says what `epscan query` and `epscan point` say
cd "$work" || exit 1
ok 'pkg-config' pkg-config --exists 'epscan >= 0.1'
ok 'shared' cc -Wall -Werror example.c $(pkg-config --cflags --libs epscan) -o example_shared
ok 'static' cc -Wall -Werror example.c $(pkg-config --cflags epscan) "$library/libepscan.a" \
    $(pkg-config --static --libs epscan | sed 's/ -lepscan / /') -o example_archive
ok 'configure' cmake -S . -B outside -DCMAKE_PREFIX_PATH="$prefix"
ok 'build' cmake --build outside
masses="0.16 0.2137 0.225 0.29"
for way in ./example_shared ./example_archive outside/example outside/example_static; do
    ok "$way" "$way" mine/outputs/small.h5 mine/inputs/experiments/na64-2021.yaml $masses
    [ -s answers ] || cp out answers
    cmp -s out answers || fail "$way: $(cat out)"
    "$way" mine/outputs/small.h5 no-such-file.yaml 0.2 >/dev/null 2>err
    [ $? -eq 2 ] && grep -qF 'example: no-such-file.yaml' err || fail "$way: a missing file: $(cat err)"
done
LD_LIBRARY_PATH='' ok 'the static one needs no library of ours' ./example_archive mine/outputs/small.h5 \
    mine/inputs/experiments/na64-2021.yaml 0.2
EPSCAN=$program check example || fail 'the example against query and point'
finish
