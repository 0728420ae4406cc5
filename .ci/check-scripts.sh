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

# A script that runs yesterday's program says so nowhere: what a jar is made of makes it old.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# shellcheck source=scripts/lib/build.sh
source scripts/lib/build.sh
top=$folder
mkdir -p "$top/streaming-job/src" "$top/streaming-job/target" "$top/streams"
touch "$top/pom.xml" "$top/streaming-job/pom.xml" "$top/streams/events.yaml"
jar=streaming-job/target/streaming-job.jar
touch -d '1 minute' "$top/$jar"
is_built streaming-job "$jar"
for source in pom.xml streaming-job/pom.xml streaming-job/src streams/events.yaml; do
    touch -d '2 minutes' "$top/$source"
    if is_built streaming-job "$jar"; then
        echo "not ok - the job is not built anew where $source has changed"
        exit 1
    fi
    touch "$top/$source"
done
echo "ok - the job is built anew where a source of its jar has changed"
