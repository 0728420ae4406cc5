#!/usr/bin/env bash
# The demo as README.md shows it, for a minute; its last line is the whole ledger, and must balance.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

summary=$(scripts/demo.sh --seconds 60 --interval 2s --port 0 | tee /dev/stderr | tail -n 1)
awk '
    {
        for (i = 1; i <= NF; i++) if (split($i, part, "=") == 2) count[part[1]] = part[2]
        sum = count["inserted"] + count["updated"] + count["unchanged"] + count["stale"] + count["duplicate"] \
            + count["filtered"] + count["rejected"]
        if (count["files"] < 10 || count["read"] != sum) {
            print "not ok - the last line of the demo does not balance, or has fewer than 10 files: " $0
            exit 1
        }
        print "ok - the demo loaded " count["files"] " files in a minute, and its seven counts add up to the " sum " records read"
    }' <<<"$summary"
