#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Completion in a bash of its own, without and with the package bash-completion: what is offered where.
. "$(dirname "$0")/lib.sh"
mkdir "$work/folder" "$work/empty"
touch "$work"/folder/{a.yaml,b.h5,'c d.h5',e.csv,f.txt}
mkdir "$work/folder/sub"

cat >"$work/complete.bash" <<'END'
# WORD...: what the function that `complete` names for the first word offers for the last, sorted, on one line.
[ -z "$PACKAGE" ] || . "$PACKAGE"
. "$SOURCE/src/cli/epscan.bash"
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMP_TYPE=9 COMP_KEY=9
function=$(complete -p epscan | sed 's/.*-F \([^ ]*\) .*/\1/')
"$function" "$EPSCAN" "${@: -1}" "${@: -2:1}"
printf '%s\n' "${COMPREPLY[@]}" | LC_ALL=C sort | paste -sd ' '
END

# offers "WORDS" WORD...: these words, sorted, for the last WORD.
offers() {
    local expected=$1 offered
    shift
    offered=$(cd "$work/folder" && SOURCE=$SOURCE EPSCAN=$EPSCAN PACKAGE=$package \
        bash --norc --noprofile "$work/complete.bash" epscan "$@" 2>&1)
    [ "$offered" = "$expected" ] || fail "epscan $*: \"$offered\" instead of \"$expected\""
}

check_all() {
    local command commands options
    commands=$("$EPSCAN" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p')
    offers "$(printf '%s\n' --help --version help $commands | LC_ALL=C sort | paste -sd ' ')" ''
    offers "$(printf '%s\n' help $commands | LC_ALL=C sort | paste -sd ' ')" help ''
    offers 'relic' rel
    offers 'relic' help rel
    offers '' none ''
    for command in $commands; do
        options=$({ echo --no-cache; "$EPSCAN" "$command" --help |
            sed -nE '/^Mandatory/q; s/^ {2}( {4}|-[^ ], +)(--[^ =]+).*/\2/p'; } | LC_ALL=C sort | paste -sd ' ')
        offers "$options" "$command" --
    done

    # values
    offers 'axial-fermion fermion majorana pseudo-dirac scalar yukawa-pseudoscalar yukawa-scalar' point --spin ''
    offers 'fermion' point --spin f
    offers 'fermion' point -s f
    offers 'axial-fermion fermion majorana pseudo-dirac scalar yukawa-pseudoscalar yukawa-scalar' point --spin =
    offers 'scalar' point --spin = s
    offers "--spin=axial-fermion --spin=fermion --spin=majorana --spin=pseudo-dirac --spin=scalar \
--spin=yukawa-pseudoscalar --spin=yukawa-scalar" point --spin=
    offers 'cls cls-asymptotic cls-toys' limit a.yaml --method cls
    offers 'fitted prior' limit --method = cls-toys --ensemble ''
    offers 'axial-fermion fermion majorana pseudo-dirac scalar yukawa-pseudoscalar yukawa-scalar' relic --kind ''
    offers 'multiplied weighted' simulate --biasing ''
    offers '' point --mA ''
    offers '' point --mA 0.2 : 0.3

    # operands and files
    offers 'a.yaml sub' scan ''
    offers 'a.yaml sub' scan --threads 2 ''
    offers 'a.yaml sub' limit --mA 0.2 : 0.3 : 5 --spin = scalar ''
    offers '' scan a.yaml ''
    offers 'b.h5 c d.h5 sub' info ''
    offers 'b.h5 c d.h5 sub' info --verify ''
    offers 'b.h5' scan a.yaml --output b
    offers 'e.csv sub' query b.h5 --csv ''
    offers 'b.h5 c d.h5 sub' merge -o x.h5 b.h5 ''
    offers 'b.h5 c d.h5 sub' merge -o ''
    offers 'difference fig1 fig2 fig3 fig4 limits map ratio' plot ''
    offers 'limits' plot --quiet l
    offers 'b.h5 c d.h5 sub' plot limits ''
    offers 'a.yaml sub' plot fig2 ''
    offers 'b.h5 c d.h5 sub' plot limits b.h5 ''
    offers '' relic ''
    offers 'sub' plot --limits ''
}
package='' && check_all
package=/usr/share/bash-completion/bash_completion
if [ -e "$package" ]; then check_all; else echo 'skipped: no package bash-completion here'; fi
finish
