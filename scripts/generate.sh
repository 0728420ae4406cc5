#!/usr/bin/env bash
# Runs the generator: scripts/generate.sh [OPTIONS], --help lists them.
# Relative paths count from the project's folder, wherever this is called from.
set -euo pipefail

scripts=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/java.sh
source "$scripts/lib/java.sh"
# shellcheck source=scripts/lib/build.sh
source "$scripts/lib/build.sh"

find_java
need_built generator generator/target/generator.jar

cd "$top"
exec "$JAVA" -Xmx256m -jar generator/target/generator.jar "$@"
