# shellcheck shell=bash
# To be sourced. Runs tests of some modules, and proves that each of the modules had some.

# run_tagged WHAT TAGS MODULES [MAVEN'S OPTIONS..]: runs those of the modules that have one of the tags; MODULES have commas between
# them. Sets ran to how many each of them had; fails where one had none. WHAT begins what is said then.
run_tagged() {
    local what=$1 tags=$2 modules=$3 module tests
    began=$(mktemp)
    trap 'rm -f "$began"' EXIT
    ./mvnw verify -pl "$modules" -am "-Dgroups=$tags" "${@:4}"
    ran=
    for module in ${modules//,/ }; do
        tests=$(find "$module/target" -path '*-reports/TEST-*.xml' -newer "$began" -exec grep -c -h '<testcase ' {} + \
            | awk '{ all += $1 } END { print all + 0 }')
        if ((tests == 0)); then
            echo "not ok - $what: no test of $module was run, none there has the tag \"${tags//|/\" or \"}\""
            exit 1
        fi
        ran+="${ran:+, }$tests of $module"
    done
}
