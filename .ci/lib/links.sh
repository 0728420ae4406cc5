# shellcheck shell=bash
# To be sourced. The links of pages, as GitHub makes them of Markdown.

# prose PAGE: without its blocks of code.
prose() {
    # shellcheck disable=SC2016
    sed '/^ *```/,/^ *```/d' "$1"
}

# targets PAGE: what its links lead to; other sites are left out.
targets() {
    prose "$1" | grep -oE '\]\([^) ]+' | cut -c3- | grep -vE '^[a-z]+:' || true
}

# has_heading PAGE ANCHOR: whether a heading has that anchor: lower case, blanks as '-', no punctuation.
has_heading() {
    prose "$1" | sed -n 's/^##* *//p' | sed -E 's/\[([^]]*)\]\([^)]*\)/\1/g' | tr '[:upper:] ' '[:lower:]-' |
        tr -cd '[:alnum:]_\n-' | grep -qxF -- "$2"
}

# dead_links: reads names of pages, and prints those of their links that lead nowhere.
dead_links() {
    local page target file
    while read -r page; do
        while read -r target; do
            file=${target%%#*}
            file=${file:+$(dirname "$page")/$file}
            file=${file:-$page}
            if [[ ! -e $file ]]; then
                echo "$page: $target"
            elif [[ $target == *.md#* || $target == '#'* ]] && ! has_heading "$file" "${target#*#}"; then
                echo "$page: $target, where there is no such heading"
            fi
        done < <(targets "$page")
    done
}
