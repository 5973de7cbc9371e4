#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Help and manual page agree, every example in them runs and prints what it says, and the page is sound roff.
. "$(dirname "$0")/lib.sh"
commands=$("$EPSCAN" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
[ "$(wc -w <<<"$commands")" -ge 14 ] || fail "the help lists few commands: $commands"

ok 'help' "$EPSCAN" help
cmp -s "$work/out" <("$EPSCAN" --help) || fail 'help and --help differ'
for command in $commands; do
    ok "help $command" "$EPSCAN" help "$command"
    cmp -s "$work/out" <("$EPSCAN" "$command" --help) || fail "help $command and $command --help differ"
done
refused 'unknown command "none"' "$EPSCAN" help none
refused 'too many arguments' "$EPSCAN" help scan point

# the page as a reader sees it, without roff's escapes
ok 'manual' "$EPSCAN" --manual
cp "$work/out" "$work/epscan.1"
built=$(dirname "$EPSCAN")/epscan.1
[ ! -e "$built" ] || cmp -s "$built" "$work/epscan.1" || fail "$built is not what --manual prints"
sed -e 's/\\f[BIR]//g; s/\\-/-/g; s/\\(aq/'\''/g; s/\\(rs/\\/g; s/\\(ha/^/g; s/\\(ti/~/g; s/\\[:&]//g' \
    "$work/epscan.1" >"$work/page"
grep -n '\\[^"]' "$work/page" | grep -v '\\$' && fail 'escapes that this test does not know'
LC_ALL=C grep -n '[^ -~]' "$work/page" && fail 'the page is not ASCII'
for section in NAME SYNOPSIS DESCRIPTION COMMANDS 'EXIT STATUS' ENVIRONMENT FILES EXAMPLES 'SEE ALSO' AUTHORS \
    COPYRIGHT; do
    grep -qx "\.SH $section" "$work/page" || fail "no section $section"
done
for option in -? --help --usage --version; do grep -q -- "$option" "$work/page" || fail "no $option in the page"; done
for command in $commands; do
    sed -n "/^\.SS epscan $command\$/,/^\.S[SH]/p" "$work/page" >"$work/section"
    "$EPSCAN" "$command" --help | sed -nE '/^Mandatory/q; s/^( {2}(-[A-Za-z], ) *| {6})(--[^ ]+).*/\2\3/p' |
        grep -vxE -- '--help|--usage|--no-cache' >"$work/options"
    while read -r option; do
        grep -qxF -- "$option" "$work/section" || fail "$command: no $option in the page"
    done <"$work/options"
    [ "$(grep -c '^\.TP' "$work/section")" -eq "$(wc -l <"$work/options")" ] ||
        fail "$command: the page has options that --help has not"
    "$EPSCAN" "$command" --help | sed '1,/^Examples\?:$/d; s/^  //' >"$work/lines"
    while IFS= read -r line; do
        grep -qxF -- "$line" "$work/section" || fail "$command: this example is not in the page: $line"
    done <"$work/lines"
done

has() {
    command -v "$1" >/dev/null || { echo "skipped: no $1 here" && false; }
}
if has groff; then
    groff -man -ww -Tutf8 -z "$work/epscan.1" >"$work/warnings" 2>&1
    [ -s "$work/warnings" ] && fail "groff: $(cat "$work/warnings")"
fi
if has man; then
    LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$work/epscan.1" 2>"$work/warnings" \
        >"$work/set"
    [ -s "$work/set" ] || fail 'man prints nothing'
    [ -s "$work/warnings" ] && fail "man: $(cat "$work/warnings")"
    LC_ALL=C.UTF-8 MANWIDTH=80 man -l "$work/epscan.1" | awk 'length > 80' >"$work/long"
    [ -s "$work/long" ] && fail "lines over 80 columns: $(cat "$work/long")"
fi
if has lexgrog; then
    lexgrog "$work/epscan.1" | grep -q '"epscan - ' || fail 'whatis does not find the name'
fi

# its date is the release's, else SOURCE_DATE_EPOCH; never that of the build
date_of() { # CHANGELOG-LINE
    mkdir -p "$work/sources"
    echo "$1" >"$work/sources/CHANGELOG.md"
    cmake "-DTEMPLATE=$SOURCE/src/core/build_info.c.in" "-DOUTPUT=$work/build_info.c" "-DSOURCE_DIR=$work/sources" \
        -DEPSCAN_VERSION=1.2.3 \
        -P "$SOURCE/src/cmake/BuildInfo.cmake"
    sed -n 's/.*build_date = "\(.*\)".*/\1/p' "$work/build_info.c"
}
[ "$(date_of '## [1.2.3] - 2031-05-07')" = 2031-05-07 ] || fail "the release's date"
[ "$(SOURCE_DATE_EPOCH=86400 date_of '## [1.2.3] - unreleased')" = 1970-01-02 ] || fail 'SOURCE_DATE_EPOCH'
[ "$(SOURCE_DATE_EPOCH=86400 date_of '## [1.2.2] - 2031-05-07')" = 1970-01-02 ] || fail "another version's date"

# The examples of a help on stdin, as scripts NAME.1, NAME.2 ... in $work/examples; what one is said to print as
# NAME.1.prints.
mkdir "$work/examples"
split_examples() {
    awk -v name="$work/examples/$1" '/^Examples?:$/ {on = 1; next} !on {next}
        /^  # / {print substr($0, 5) >(file ".prints"); next}
        !continued {file = name "." ++count}
        {print substr($0, 3) >file; continued = /\\$/}'
    [ -s "$work/examples/$1.1" ] || fail "$1: no example"
}
"$EPSCAN" --help | split_examples epscan
for command in $commands; do "$EPSCAN" "$command" --help | split_examples "$command"; done

# Where they run: the sources' jobs with shorter axes, before and after the scans; "epscan" is the one under test.
export PATH=$work/bin:$PATH OMPI_MCA_rmaps_base_oversubscribe=1
mkdir "$work/bin" "$work/before" "$work/before/outputs"
ln -s "$EPSCAN" "$work/bin/epscan"
cp -r "$SOURCE/inputs" "$SOURCE/jobs" "$work/before/"
sed -i -E 's/points: 680/points: 68/; s/points: 41/points: 5/' "$work"/before/jobs/*.yaml
printf 'spin,mA_GeV,alpha_D,mass_ratio\nfermion,0.2345,0.07,0.31\nscalar,0.3,0.1,1/3\n' >"$work/before/points.csv"
cp -r "$work/before" "$work/after"
for name in na64-2021 positron-beam; do ok "scan of $name" epscan scan --quiet "$work/after/jobs/$name.yaml"; done
sed 's/^output:.*/output: ..\/outputs\/factored.h5\nstorage: factored/' "$work/after/jobs/na64-2021.yaml" \
    >"$work/after/jobs/factored.yaml"
ok 'a factored scan' epscan scan --quiet "$work/after/jobs/factored.yaml"
for i in {0..7}; do ok "shard $i" epscan scan --quiet "$work/before/jobs/na64-2021.yaml" --shard "$i/8"; done

# Whether both files have the same lines, numbers to 1e-6.
same_lines() {
    run_python same_lines.py "$@"
}
count=0
for example in "$work"/examples/*; do
    [[ $example == *.prints ]] && continue
    # as written, but for how many toys and showers: those are other tests' matter
    sed -i 's/--toys 20000/--toys 2000/; s/--showers 1e6/--showers 1e5/' "$example"
    text=$(cat "$example")
    case $text in
    *'epscan scan'* | *'epscan merge'* | *'epscan validate'*) cp -r "$work/before" "$work/here" ;;
    *) cp -r "$work/after" "$work/here" ;;
    esac
    [[ $text == *'epscan scan'* ]] && rm -f "$work"/here/outputs/*
    (cd "$work/here" && bash -eu "$example") >"$work/out" 2>"$work/err" ||
        fail "exit $? of the example: $text -- $(head -c 400 "$work/err")"
    [ ! -e "$example.prints" ] || same_lines "$example.prints" "$work/out" ||
        fail "not what is said: $text -- $(head -c 400 "$work/out")"
    rm -rf "$work/here"
    count=$((count + 1))
done
[ "$count" -gt "$(wc -w <<<"$commands")" ] || fail "only $count examples"
finish
