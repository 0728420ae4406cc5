# shellcheck shell=bash
# To be sourced. Runs steps, keeps their output under target/ci/, and counts.
#
# A proof's output may have lines "ok - what holds" and "not ok - what does not"; each is one of the count.

PASSED=0
FAILED=0
SKIPPED=0
OUTPUT=$top/target/ci
mkdir -p "$OUTPUT"

heading() {
    printf '\n== %s  [%s since the start]\n' "$1" "$(duration "$SECONDS")"
}

duration() {
    printf '%d:%02d' $(($1 / 60)) $(($1 % 60))
}

# section NAME COMMAND..: what has to be done before anything can be proven; it counts only when it fails.
section() {
    local name=$1
    shift
    heading "$name"
    if ! "$@"; then
        FAILED=$((FAILED + 1))
        echo "not ok - $name"
    fi
}

# proof NAME LIMIT COMMAND..: LIMIT is a time for timeout(1).
proof() {
    local name=$1 limit=$2 began=$SECONDS status=0
    shift 2
    local log=$OUTPUT/${name//[^A-Za-z0-9]/-}.log
    heading "$name: $*"
    timeout --kill-after=30s "$limit" "$@" </dev/null >"$log" 2>&1 || status=$?

    local holds broken
    holds=$(grep -ac '^ok - ' "$log")
    broken=$(grep -ac '^not ok - ' "$log")
    if ((status != 0 && broken == 0)); then
        broken=1
    elif ((status == 0 && holds == 0)); then
        holds=1
    fi
    PASSED=$((PASSED + holds))
    FAILED=$((FAILED + broken))

    grep -aE '^(not )?ok - |^\[(INFO|WARNING|ERROR)\] (Tests run:.*[0-9]$|BUILD|Tidegate.*(SUCCESS|FAILURE|SKIPPED))' "$log"
    if ((broken > 0)); then
        ((status == 124 || status == 137)) && echo "It was stopped after $limit"
        echo "-- the end of $log, exit status $status"
        grep -aE '^\[ERROR\] ' "$log" | head -n 40
        tail -n 60 "$log"
    else
        tail -n 3 "$log"
    fi
    echo "-- $name took $(duration $((SECONDS - began)))"
}

# failed_proof NAME WHY: one that could not even be tried.
failed_proof() {
    heading "$1"
    echo "not ok - $1: $2"
    FAILED=$((FAILED + 1))
}

# skipped_proof NAME WHY: one that this machine cannot try.
skipped_proof() {
    heading "$1"
    echo "skipped - $1: $2"
    SKIPPED=$((SKIPPED + 1))
}

# The tests of ./mvnw verify; the build as a whole, with format and warnings, is one more.
count_maven_reports() {
    local tests errors failures skipped
    read -r tests errors failures skipped < <(
        find . -path '*/target/*-reports/TEST-*.xml' -newer "$OUTPUT/began" -exec grep -h -m 1 '^<testsuite ' {} + | awk '
            function number(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3) + 0 : 0 }
            { t += number("tests"); e += number("errors"); f += number("failures"); s += number("skipped") }
            END { print t + 0, e + 0, f + 0, s + 0 }')
    echo "Tests in all: $tests, of these failed: $((errors + failures)), skipped: $skipped"
    PASSED=$((PASSED + tests - errors - failures - skipped))
    FAILED=$((FAILED + errors + failures))
    SKIPPED=$((SKIPPED + skipped))
    if ((tests == 0)); then
        failed_proof "Tests" "no test was run"
    fi
}

# Ends the script.
closing_line() {
    heading "All of it"
    local skipped=
    ((SKIPPED > 0)) && skipped=", $SKIPPED skipped"
    echo "$PASSED passed, $FAILED failed$skipped"
    ((FAILED == 0))
    exit
}

touch "$OUTPUT/began"
