#!/usr/bin/env bash
# Shows everything on this machine, with nothing but Java: scripts/demo.sh [OPTIONS], --help lists them
# PostgreSQL, the generator, the streaming job and the dashboard start and stop together; data/ and logs/ hold all that
# they keep.
# The last line it prints is the summary: the totals of the whole ledger.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/programs.sh
source "$scripts/lib/programs.sh"
# shellcheck source=scripts/lib/class-archive.sh
source "$scripts/lib/class-archive.sh"

find_java
# Everything is built here, one module after the other: otherwise the scripts that the demo starts would build at the same time.
postgres=$(jar_of local-postgres)
libraries=$(libraries_of local-postgres)
demo=$(jar_of demo)
jar_of generator >/dev/null
jar_of dashboard >/dev/null
job=$(jar_of streaming-job)
find_spark
# Here, and not at the start of the job: until then files would lie and wait.
use_class_archive "$job"

options=()
if [[ ! -t 1 && " $* " != *" --plain "* ]]; then
    options+=(--plain)
fi

cd "$top"
exec "$JAVA" -Xmx128m -cp "$demo:$postgres:$libraries/*" \
    dev.tidegate.demo.Demo ${options[@]+"${options[@]}"} "$@"
