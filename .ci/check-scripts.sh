#!/usr/bin/env bash
# All shell scripts of the project, read by shellcheck, with the files that they source.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mapfile -t scripts < <(git ls-files --cached --others --exclude-standard | while read -r file; do
    # Maven's wrapper is another project's.
    if [[ -f $file && $file != mvnw ]] && head -n 1 "$file" | grep -qE '^#!.*\b(ba)?sh\b'; then
        echo "$file"
    fi
done)
shellcheck --external-sources --check-sourced --source-path=SCRIPTDIR --source-path=. "${scripts[@]}"
echo "ok - shellcheck has nothing to say about ${#scripts[@]} scripts and what they source"
