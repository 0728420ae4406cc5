#!/usr/bin/env bash
# As in the official image: a command is run as user spark. (Its modes driver and executor, for Kubernetes, are left out.)
set -euo pipefail
if ((EUID == 0)); then
    exec gosu spark "$@"
fi
exec "$@"
