#!/usr/bin/env bash
# Times each query of the dashboard's page: 100 rounds each, ranges from 15 minutes to 30 days, one connection, without the
# dashboard's own memory of answers. Ends with 1 where a 95th percentile is above 50 ms.
#
#   psql -d bench -f postgres_setup.sql && psql -d bench -f scripts/bench-dashboard.sql
#   scripts/bench-dashboard.sh jdbc:postgresql://127.0.0.1:5432/bench tidegate_dashboard [rounds] [password file]
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# -lt 2 ]; then
    sed -n '2,6s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
./mvnw -B -q -pl dashboard -am test-compile dependency:build-classpath -Dmdep.outputFile=target/bench.classpath
exec java -Xmx256m -cp "dashboard/target/classes:dashboard/target/test-classes:$(cat dashboard/target/bench.classpath)" \
    dev.tidegate.dashboard.panel.PanelBenchmark "$1" "$2" "${3:-100}" ${4:+"$4"}
