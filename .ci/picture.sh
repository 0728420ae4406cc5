#!/usr/bin/env bash
# Takes a picture of a page of the dashboard that runs on this machine, as docs/images has them:
# .ci/picture.sh ADDRESS FILE [WIDTH HEIGHT light|dark [PART]], where PART is what stands on top of it, such as #intake
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if (($# < 2)); then
    sed -n '2,3s/^# //p' "$0" >&2
    exit 2
fi
# The browser of the page's tests takes it. Its class path is theirs.
./mvnw -B -q -Dspotless.check.skip -pl dashboard -am test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/bench.classpath >&2
exec java -cp "dashboard/target/classes:dashboard/target/test-classes:$(cat dashboard/target/bench.classpath)" \
    dev.tidegate.dashboard.PagePicture "$1" "$2" "${3:-1440}" "${4:-1000}" "${5:-light}" "${@:6}"
