# SPDX-License-Identifier: GPL-3.0-or-later
# Completion for bash of epscan's commands, options, their values and files: source this file. What there is to
# complete the program says itself, `epscan --options`.

_epscan_add_words() { # BEGINNING WORD...
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "${*:2}" -- "$1")
}

_epscan_add_files() { # BEGINNING [EXTENSION]: folders, and files that end so
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$1")
    [[ -z ${2-} ]] || mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -X "!*.$2" -- "$1")
}

# What begins with BEGINNING, of what the help calls KIND: a choice a|b, a FILE.h5, a folder, or a word as it is.
_epscan_add() { # BEGINNING KIND
    local kind=${2%...}
    case $kind in
    *'|'*) _epscan_add_words "$1" "${kind//|/ }" ;;
    *.[[:lower:]]*) _epscan_add_files "$1" "${kind##*.}" ;;
    DIR | BASE) _epscan_add_files "$1" ;;
    [[:lower:]]*) _epscan_add_words "$1" "$kind" ;;
    esac
}

# The kind of OPTION's argument; fails when it takes none. `table`: the lines of `epscan --options COMMAND`.
_epscan_argument() { # OPTION
    local line
    for line in "${table[@]}"; do
        [[ $line == "$1="* ]] && echo "${line#*=}" && return
    done
    return 1
}

# What may stand where the operands given so far end, in the form "limits GRID.h5", options left out.
_epscan_add_operand() { # BEGINNING FORM OPERAND...
    local beginning=$1 given=("${@:3}") form=() kinds=() i
    read -ra form <<<"$2"
    for ((i = 0; i < ${#form[@]}; i++)); do
        if [[ ${form[i]} == -* ]]; then ((++i)); else kinds+=("${form[i]}"); fi
    done
    for ((i = 0; i < ${#given[@]} && i < ${#kinds[@]}; i++)); do
        [[ ${kinds[i]} == *[.[:upper:]]* || ${kinds[i]} == "${given[i]}" ]] || return
    done
    i=${#given[@]}
    [[ $i -ge ${#kinds[@]} && ${kinds[*]} == *... ]] && i=$((${#kinds[@]} - 1))
    _epscan_add "$beginning" "${kinds[i]-}"
}

# Bash parts words at "=" and ":"; here they are whole again, in `words`.
_epscan_join_words() {
    local i
    for ((i = 0; i <= COMP_CWORD; i++)); do
        if [[ $i -gt 0 && (${COMP_WORDS[i]} == [=:]* || ${COMP_WORDS[i - 1]} == [=:]) ]]; then
            words[-1]+=${COMP_WORDS[i]}
        else
            words+=("${COMP_WORDS[i]}")
        fi
    done
}

_epscan_of_command() { # BEGINNING: behind `epscan COMMAND`
    local kind line operands=() i last=$((${#words[@]} - 1))
    for ((i = 2; i < last; i++)); do
        if [[ ${words[i]} != -* ]]; then
            operands+=("${words[i]}")
        elif kind=$(_epscan_argument "${words[i]}") && ((++i == last)); then
            _epscan_add "$1" "$kind"
            return
        fi
    done
    case $1 in
    --*=*) kind=$(_epscan_argument "${1%%=*}") && _epscan_add "${1#*=}" "$kind" ;;
    -*)
        for line in "${table[@]}"; do
            [[ $line == --* ]] && _epscan_add_words "$1" "${line%%=*}"
        done
        ;;
    *)
        for line in "${table[@]}"; do
            [[ $line == 'operands: '* ]] && _epscan_add_operand "$1" "${line#operands: }" "${operands[@]}"
        done
        ;;
    esac
}

_epscan() {
    local program=${1/#\~\//$HOME/} words=() table=()
    COMPREPLY=()
    _epscan_join_words
    if [[ ${#words[@]} -eq 2 || (${#words[@]} -eq 3 && ${words[1]} == help) ]]; then
        mapfile -t table < <("$program" --options 2>/dev/null)
        [[ ${#words[@]} -eq 2 ]] && table+=(--help --version)
        _epscan_add_words "${words[-1]}" "${table[@]}"
    elif [[ ${#words[@]} -gt 2 ]]; then
        mapfile -t table < <("$program" --options "${words[1]}" 2>/dev/null)
        _epscan_of_command "${words[-1]}"
    fi
    # where bash does not part words at "=", it replaces the option too
    [[ ${COMP_WORDS[COMP_CWORD]} != --*=* ]] || COMPREPLY=("${COMPREPLY[@]/#/${words[-1]%%=*}=}")
}

complete -F _epscan epscan
