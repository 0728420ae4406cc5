#!/usr/bin/env bash
# Scripts that are started at one moment do not break each other's build: one waits for the other.
# First the lock alone, with a build that notices company, by flock and without it; then two real scripts in a fresh clone.
set -euo pipefail
top=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

refused() {
    echo "not ok - $1"
    exit 1
}

# A project whose build takes a moment, and fails where another one is at it.
stand_in() {
    local project=$1 module
    mkdir -p "$project/scripts"
    cp -R "$top/scripts/lib" "$project/scripts/lib"
    touch "$project/pom.xml"
    for module in a b c; do
        mkdir -p "$project/$module/src"
        touch "$project/$module/pom.xml"
    done
    cat >"$project/mvnw" <<'BUILD'
#!/usr/bin/env bash
set -euo pipefail
mkdir building || { echo "Two builds at once" >&2; exit 1; }
sleep 0.3
while [[ $1 != -pl ]]; do shift; done
mkdir -p "$2/target"
echo built >"$2/target/$2.jar"
echo "$2" >>built
rmdir building
BUILD
    cat >"$project/scripts/run.sh" <<'RUN'
#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib/build.sh"
for module in a b c; do
    need_built "$module" "$module/target/$module.jar"
done
RUN
    chmod +x "$project/mvnw" "$project/scripts/run.sh"
}

# together PATH COMMAND..: all at once, each with its output in a file; fails if one does.
together() {
    local path=$1 pids=() pid status=0 command
    shift
    for command in "$@"; do
        PATH=$path bash -c "$command" >"$work/out.${#pids[@]}" 2>&1 &
        pids+=($!)
    done
    for pid in "${pids[@]}"; do
        wait "$pid" || status=1
    done
    ((status == 0)) || cat "$work"/out.* >&2
    return "$status"
}

try_lock() {
    local how=$1 path=$2 project=$work/${1// /-}
    stand_in "$project"
    together "$path" "$project"/scripts/{run.sh,run.sh,run.sh,run.sh,run.sh,run.sh} || refused "six scripts at once, $how"
    [[ $(sort "$project/built" | tr '\n' ' ') == "a b c " ]] || refused "something was built twice, $how: $(cat "$project/built")"
    grep -q "Waiting for another build" "$work"/out.* || refused "nobody said that it waits, $how"
}

# Everything but flock, as on macOS.
mkdir "$work/bin"
for program in /bin/* /usr/bin/*; do
    [[ ${program##*/} == flock ]] || ln -sf "$program" "$work/bin/"
done
try_lock "with flock" "$PATH"
try_lock "without flock" "$work/bin"

# Whoever had it was killed, and its number is nobody's.
project=$work/stand-in-dead
stand_in "$project"
sleep 0 &
dead=$!
wait "$dead"
ln -s "$dead" "$project/.build-lock.pid"
together "$work/bin" "$project"/scripts/{run.sh,run.sh,run.sh,run.sh} || refused "a lock whose owner is dead"
echo "ok - of scripts that build at once one builds and the others wait, with flock and without it"

git clone -q "$top" "$work/clone"
together "$PATH" "$work/clone/scripts/demo.sh --help" "$work/clone/scripts/bench.sh --help" \
    || refused "demo.sh and bench.sh at once in a fresh clone"
echo "ok - demo.sh and bench.sh, started at once in a fresh clone, both run"
