#!/usr/bin/env bash
# Runs the dashboard: scripts/dashboard.sh [OPTIONS], --help lists them.
# Relative paths count from the project's folder, wherever this is called from.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/programs.sh
source "$scripts/lib/programs.sh"

find_java
jar=$(jar_of dashboard)

cd "$top"
exec "$JAVA" -Xmx128m -jar "$jar" "$@"
