#!/usr/bin/env bash
# Times each query of the dashboard's page past its memory of answers, in a PostgreSQL of its own with millions of events, and
# counts what the database runs for 1 viewer and for 50: scripts/bench.sh dashboard [OPTIONS], --help lists them.
# Ends with 1 where a 95th percentile is above 50 ms. With --page it times the page in a browser instead.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
need_built local-postgres local-postgres/target/local-postgres.jar
# The benchmark asks what the page asks, so it lies beside the tests of the queries.
(cd "$top" && ./mvnw -B -q -Dspotless.check.skip -pl dashboard -am test-compile dependency:build-classpath \
    -Dmdep.outputFile=target/bench.classpath) >&2

cd "$top"
exec "$JAVA" -Xmx256m -cp "dashboard/target/classes:dashboard/target/test-classes:$(cat dashboard/target/bench.classpath)" \
    dev.tidegate.dashboard.panel.PanelBenchmark "$@"
