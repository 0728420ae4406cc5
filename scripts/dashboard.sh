#!/usr/bin/env bash
# Runs the dashboard: scripts/dashboard.sh [OPTIONS], --help lists them.
# Relative paths count from the project's folder, wherever this is called from.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
need_built dashboard dashboard/target/dashboard.jar

cd "$top"
exec "$JAVA" -Xmx128m -jar dashboard/target/dashboard.jar "$@"
