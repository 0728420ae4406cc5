# shellcheck shell=bash
# To be sourced. Builds what is missing or older than its source, so that a script never runs yesterday's program.

# need_built MODULE FILE: FILE is what the build of MODULE leaves.
need_built() {
    local module=$1 file=$2
    if [[ -f $top/$file && -z $(find "$top/pom.xml" "$top/$module/pom.xml" "$top/$module/src" -newer "$top/$file" -print -quit) ]]; then
        return
    fi
    echo "Building $module" >&2
    # Format is for those who commit, tests are for those who change something.
    (cd "$top" && ./mvnw -q -DskipTests -Dspotless.check.skip package -pl "$module" -am) >&2
    # Maven leaves a file alone where nothing changed that matters to it.
    touch "$top/$file"
}
