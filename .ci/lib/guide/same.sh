# shellcheck shell=bash
# To be sourced. Whether what came out is what a page prints.

# Of the files that a page lists, the ids that they have there, and those that they have here.
declare -gA ids=()

# learn_ids PRINTED CAME: files of equal names in two listings are the same file.
learn_ids() {
    local id name here
    listed "$1" >"$work/printed.ids"
    listed "$2" >"$work/came.ids"
    while read -r id name; do
        here=$(awk -v name="$name" '$2 == name && !found { print $1; found = 1 }' "$work/came.ids")
        if [[ -n $here ]]; then
            ids[$id]=$here
        else
            unset "ids[$id]"
        fi
    done <"$work/printed.ids"
}

# listed FILE: id and name of each row of a table of files.
listed() {
    sed -nE 's/^ *([0-9]+)  20[0-9-]{8} [0-9:]{8}  [a-z]+ .* ([^ ]+)$/\1 \2/p' "$1"
}

# with_ids: what it reads, with the ids of files as they are here: where 'file' stands before one, in a list of them, in the name
# of an archived file, and in front of a row.
with_ids() {
    local pairs='' id
    for id in "${!ids[@]}"; do
        pairs+="$id ${ids[$id]} "
    done
    awk -v pairs="$pairs" '
        BEGIN { n = split(pairs, p, " "); for (i = 1; i < n; i += 2) here[p[i]] = p[i + 1] }
        {
            rest = $0
            line = ""
            while (match(rest, /[0-9]+/)) {
                before = line substr(rest, 1, RSTART - 1)
                number = substr(rest, RSTART, RLENGTH)
                rest = substr(rest, RSTART + RLENGTH)
                if (number in here && (before ~ /file $/ || before ~ /IN \(([0-9]+, )*$/ ||
                        (before ~ /\/$/ && rest ~ /^-/) || (before ~ /^ *$/ && rest ~ /^  /)))
                    number = here[number]
                line = before number
            }
            print line rest
        }'
}

# comparable FILE: with what varies replaced, and without the empty lines at its end.
comparable() {
    local text
    text=$(sed -E -e "s|$work/home/|/home/|g" -f "$lib/varies.sed" "$1")
    [[ -z $text ]] || echo "$text"
}

# is_same PRINTED CAME: line by line; a line '..' on the page leaves some out.
is_same() {
    local printed came i=0 j=0
    mapfile -t printed <"$1"
    mapfile -t came <"$2"
    while ((i < ${#printed[@]})); do
        if [[ ${printed[i]} == .. ]]; then
            i=$((i + 1))
            ((i < ${#printed[@]})) || return 0
            while ((j < ${#came[@]})) && [[ ${came[j]} != "${printed[i]}" ]]; do
                j=$((j + 1))
            done
        fi
        ((j < ${#came[@]})) && [[ ${came[j]} == "${printed[i]}" ]] || return 1
        i=$((i + 1))
        j=$((j + 1))
    done
    ((j == ${#came[@]}))
}

# has_in_order PRINTED CAME: the same of a program that goes on, and may print more, before, between and behind.
has_in_order() {
    awk 'FILENAME == ARGV[1] { printed[++n] = $0; next } found < n && $0 == printed[found + 1] { found++ } END { exit found < n }' "$1" "$2"
}
