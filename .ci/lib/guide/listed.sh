# shellcheck shell=bash
# To be sourced. What is not run, by not-here.txt: a block or command of a page, by its whole first line.

# is_listed PAGE LINE: whether it is one of those; that is noted.
is_listed() {
    local page first why
    while IFS=$'\t' read -r page first why; do
        if [[ $page == "$1" && $first == "$2" && -n $why ]]; then
            printf '%s\t%s\n' "$page" "$first" >>"$work/listed"
            return
        fi
    done <"$lib/not-here.txt"
    return 1
}

# differs_from_listed: the lines that no page has ('<'), and those that were of use more often than they stand there ('>').
differs_from_listed() {
    diff <(grep -v '^#' "$lib/not-here.txt" | cut -f 1,2 | sort) <(sort "$work/listed") | grep '^[<>]' || true
}
