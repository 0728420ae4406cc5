# shellcheck shell=bash
# To be sourced. Builds what is missing or older than its source, so that a script never runs yesterday's program.

# The project's folder.
top=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

# need_built MODULE FILE: FILE is what the build of MODULE leaves.
need_built() {
    local module=$1 file=$2
    local sources=("$top/pom.xml" "$top/$module/pom.xml" "$top/$module/src")
    if [[ -f $top/$file && -z $(find "${sources[@]}" -newer "$top/$file" -print -quit) ]]; then
        return
    fi
    echo "Building $module" >&2
    # Format is for those who commit, tests are for those who change something.
    (cd "$top" && ./mvnw -B -q -Dmaven.test.skip -Dspotless.check.skip package -pl "$module" -am) >&2
    # Maven leaves a file alone where nothing changed that matters to it.
    touch -c "$top/$file"
}
