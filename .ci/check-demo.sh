#!/usr/bin/env bash
# check-demo.sh [FOLDER]: the demo of this checkout, or of FOLDER, as README.md shows it, for two thirds of a minute, with a declared stream
# beside; the last lines, of this run and of the whole ledger, first for that stream, must balance.
set -euo pipefail
cd "${1:-"$(dirname "${BASH_SOURCE[0]}")/.."}"

# As the scripts choose it.
java=$("${JAVA_HOME:+$JAVA_HOME/bin/}java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
totals=$(scripts/demo.sh --seconds 40 --interval 2s --port 0 --stream streams/orders.yaml | tee >(cat >&2) | tail -n 4)
awk -v java="$java" '
    {
        delete count
        for (i = 1; i <= NF; i++) if (split($i, part, "=") == 2) count[part[1]] = part[2]
        sum = count["inserted"] + count["updated"] + count["unchanged"] + count["stale"] + count["duplicate"] \
            + count["filtered"] + count["rejected"]
        if (count["files"] >= 10 && count["read"] == sum) balanced++
        if (/^this run:/) loaded = count["files"] " files in 40 s, and its seven counts add up to the " sum " records read"
    }
    END {
        if (NR == 4 && balanced == 4 && loaded) {
            print "ok - the demo on Java " java " loaded " loaded
        } else {
            print "not ok - a last line of the demo does not balance, or has fewer than 10 files"
            exit 1
        }
    }' <<<"$totals"
