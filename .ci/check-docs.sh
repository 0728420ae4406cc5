#!/usr/bin/env bash
# The pages: README.md stays short and names each module, and each link leads somewhere.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# proves WHAT FAULTS: FAULTS are lines, none where all is well.
failed=0
proves() {
    if [[ -z $2 ]]; then
        echo "ok - $1"
    else
        printf 'not ok - %s; it is not so here:\n%s\n' "$1" "$2"
        failed=1
    fi
}

most_words=800
words=$(wc -w <README.md)
proves "README.md has at most $most_words words" "$( ((words <= most_words)) || echo "$words words")"

proves "README.md names each module" "$(sed -n 's:.*<module>\(.*\)</module>.*:\1:p' pom.xml | while read -r module; do
    grep -qF "\`$module\`" README.md || echo "$module"
done)"

proves "README.md has the command that CI runs the tests by" "$(
    command=$(sed -n 's/^proof "Tests" [0-9]*m //p' .ci/run)
    grep -q "^$command " README.md || echo "$command")"

# shellcheck source=.ci/lib/links.sh
source .ci/lib/links.sh
proves "each link of a page leads to a file, and to a heading in it" "$(git ls-files '*.md' | dead_links)"

# What of a page is in a release, its links have to be, too; .ci/check-release.sh looks at the release itself.
shipped=$(sed -n 's:.*<include>\([^*<]*\).*:\1:p' release/src/main/assembly/release.xml)
proves "no link leads out of a release" "$(git ls-files docs/ README.md ARCHITECTURE.md CHANGELOG.md CONTRIBUTING.md | grep '\.md$' |
    while read -r page; do
        targets "$page" | sed 's/#.*//' | grep . | while read -r target; do
            path=$(realpath --relative-to=. --no-symlinks "$(dirname "$page")/$target")
            in_it=
            for part in $shipped scripts/; do
                [[ $path/ == "${part%/}"/* ]] && in_it=yes
            done
            [[ -n $in_it ]] || echo "$page: $target"
        done || true
    done)"

proves "each alert leads to a heading that tells what to do" "$(
    sed -n 's/.*runbook_url: *//p' docs/operations/alerts.yml | while read -r target; do
        has_heading "${target%%#*}" "${target#*#}" || echo "$target"
    done)"

# Tables and what programs print cannot be wrapped, nor can a line of one long link.
widest=120
wide() {
    git ls-files '*.md' | while read -r page; do
        LC_ALL=C awk -v most="$widest" -v page="$page" '
            /^ *```/ { code = !code }
            !code && !/^ *\|/ && / [^ ]+ / {
                line = $0
                gsub(/[\200-\277]/, "", line) # of a character of several bytes one counts
                if (length(line) > most) print page ":" FNR ": " length(line) " characters"
            }' "$page"
    done
}
proves "no line of a page has more than $widest characters" "$(wide)"
exit "$failed"
