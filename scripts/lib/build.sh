# shellcheck shell=bash
# To be sourced. Builds what is missing or older than its source, so that a script never runs yesterday's program.
# Of several scripts that find something to build at once, one builds and the others wait for it.

# The project's folder.
top=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# Whoever has it builds. Not below a target folder: 'mvnw clean' deletes those.
build_lock=$top/.build-lock

# need_built MODULE FILE: FILE is what the build of MODULE leaves.
need_built() {
    if is_built "$@"; then
        return
    fi
    # A shell of its own: its end, however it comes, gives the lock back.
    (
        lock_build
        # Whoever had the lock may have built just this.
        if ! is_built "$@"; then
            build "$@"
        fi
    )
}

is_built() {
    local module=$1 file=$2
    local sources=("$top/pom.xml" "$top/$module/pom.xml" "$top/$module/src")
    # What job and dashboard have in common.
    [[ ! -d $top/yaml ]] || sources+=("$top/yaml/pom.xml" "$top/yaml/src")
    # The job's jar has the declaration of the built-in stream.
    [[ $module != streaming-job ]] || sources+=("$top/streams/events.yaml")
    [[ -f $top/$file && -z $(find "${sources[@]}" -newer "$top/$file" -print -quit) ]]
}

build() {
    local module=$1 file=$2
    echo "Building $module" >&2
    # The format matters to those who commit, tests to those who change something.
    (cd "$top" && ./mvnw -B -q -Dmaven.test.skip -Dspotless.check.skip package -pl "$module" -am) >&2
    # Maven leaves a file alone where nothing changed that matters to it.
    touch -c "$top/$file"
}

# Takes the lock until the end of this shell.
lock_build() {
    if command -v flock >/dev/null; then
        exec 9>"$build_lock"
        if ! flock -n 9; then
            echo "Waiting for another build in $top" >&2
            flock 9
        fi
    else
        lock_build_by_link
    fi
}

# As there is no flock on macOS: a symbolic link to the number of the process that has the lock. It is made with its content in
# one step, so nobody ever sees a lock without an owner.
lock_build_by_link() {
    local link=$build_lock.pid owner said='' self
    # $$ is the script's number, and so that of all its shells.
    self=$(sh -c 'echo $PPID')
    until ln -s "$self" "$link" 2>/dev/null; do
        owner=$(readlink "$link") || continue
        if ! kill -0 "$owner" 2>/dev/null; then
            remove_dead_lock "$link" "$owner"
        elif [[ -z $said ]]; then
            echo "Waiting for another build in $top, of process $owner; if that is none, remove $link" >&2
            said=yes
        fi
        sleep 0.2
    done
    # Expanded now: where it runs, the local variable is gone.
    # shellcheck disable=SC2064
    trap "rm -f '$link'" EXIT
}

# Of all who see that the owner is dead, one at a time removes the lock, if it is still the dead one's: it may be another's by then.
remove_dead_lock() {
    local link=$1 owner=$2
    if mkdir "$link.dead" 2>/dev/null; then
        if [[ $(readlink "$link") == "$owner" ]]; then
            rm -f "$link"
        fi
        rmdir "$link.dead"
    fi
}
