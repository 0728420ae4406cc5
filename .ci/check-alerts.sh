#!/usr/bin/env bash
# The alert rules, read and tried by promtool, which is in Debian's package prometheus.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../docs/operations"
promtool check rules alerts.yml
# As docker compose mounts it.
(
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    cp alerts.yml "$folder"
    sed "s:/etc/prometheus:$folder:" ../../docker/observability/prometheus.yml >"$folder/prometheus.yml"
    promtool check config "$folder/prometheus.yml"
)
promtool test rules alerts_test.yml
echo "ok - the alert rules fire when they should, and not before"
