#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# ShellCheck over every shell file, and over the scripts that submit.sh writes, whatever the names in them; lines are
# below 120 columns, and Python of more than five lines is in files of its own.
. "$(dirname "$0")/lib.sh"
command -v shellcheck >/dev/null || { echo 'skipped: no shellcheck (jobs/packages.sh names its package)'; exit 77; }
cd "$SOURCE" || exit 1

mapfile -t files < <(find . -path './build*' -prune -o -path './.*' ! -path './.ci*' -prune -o -type f -print |
    while IFS= read -r file; do
        [[ $file == *.sh || $file == *.bash ]] || head -c 40 "$file" | grep -qaE '^#!.*[/ ](ba|da|)sh$' && echo "$file"
    done)
[ ${#files[@]} -ge 40 ] || fail "only ${#files[@]} shell files: ${files[*]}"
shellcheck "${files[@]}" || fail 'shellcheck of the files above'
LC_ALL=C.UTF-8 grep -nE '^.{120,}' "${files[@]}" && fail 'lines of 120 columns or more'
check heredocs "${files[@]}" || fail 'Python in the shell files above: a checker is a file beside its test'

hostile=$work/$'$(touch pwned) `x` \'a" \n#SBATCH \\ \377 %j *'
mkdir -p "$hostile"
cp -r "$SOURCE/inputs" "$SOURCE/jobs" "$hostile/"
mkdir "$hostile/outputs"
for launcher in srun mpirun; do
    ok "dry run, $launcher" bash slurm/submit.sh "$hostile/jobs/positron-beam.yaml" --shards 2 --ranks 2 \
        --launcher $launcher --force --dry-run \
        --epscan "$EPSCAN"
    awk -v folder="$work" '/^#!/ {inside = 1; n++} !NF {inside = 0} inside {print > (folder "/" n ".sh")}' "$work/out"
    for script in "$work/1.sh" "$work/2.sh"; do
        [ "$(wc -l <"$script")" -ge 30 ] || fail "$launcher: not a script: $(cat "$script")"
        shellcheck --norc "$script" || fail "$launcher: shellcheck of what submit.sh writes"
    done
done
finish
