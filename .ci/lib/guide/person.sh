# shellcheck shell=bash
# To be sourced. What a person does beside typing what the pages say.

# typed COMMAND: what is typed when it asks.
typed() {
    local role
    case $1 in
        *'\password '*)
            role=${1##*password }
            role=${role%%[^a-z_]*}
            printf '%s\n%s\n' "$(password_of "$role")" "$(password_of "$role")"
            ;;
        'cat > ~/.'*)
            role=${1#*~/.}
            password_of "${role%%[^a-z-]*}"
            ;;
    esac
}

# password_of ROLE: the same for tidegate_job and tidegate-job.
password_of() {
    local role=${1//-/_}
    [[ -e $work/$role.chosen ]] || (umask 077 && head -c 15 /dev/urandom | base64 >"$work/$role.chosen")
    cat "$work/$role.chosen"
}

# before COMMAND: waits where it would come at a bad time.
before() {
    local archived
    if [[ $1 == 'printf X | dd '* ]]; then
        archived=$(with_ids <<<"$1" | sed -n 's|.*data/archive/\*/\([^)]*\)).*|\1|p')
        await_no_look "$(echo data/archive/*/"$archived")"
    fi
}

# await_no_look FILE: the job looks at an archived file again 3 s after its move, 6 s, 12 s, .. If it finds other bytes it takes the
# file, and 'verify' has nothing to tell. It is not to look within the next 12 s.
await_no_look() {
    local age look
    while :; do
        # When it was moved, that is when its inode last changed.
        age=$(($(date +%s) - $(stat -c %Z "$1")))
        for ((look = 3; look < age; look *= 2)); do :; done
        ((look - age < 12 || age - look / 2 < 2)) || return 0
        sleep 1
    done
}
