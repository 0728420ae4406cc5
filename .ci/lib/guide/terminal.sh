# shellcheck shell=bash
# To be sourced. Does what pages say, as a person would with a terminal for what goes on and one for the rest.

# What goes on until Ctrl-C, and the words by which a person knows that it is there.
goes_on() {
    case $1 in
        *--once*) return 1 ;;
        scripts/demo.sh*) echo 'First rows loaded' ;;
        scripts/submit.sh*) echo 'Loading from' ;;
        scripts/dashboard.sh*) echo 'http://' ;;
        *) return 1 ;;
    esac
}

# What a person does again until it shows what was to come "in seconds": the job loads meanwhile, and counts behind the loads.
takes_time() {
    [[ $1 == "scripts/tidegate files"* || $1 == "scripts/tidegate verify"* || $1 == "scripts/tidegate status"* ]]
}

patience=90     # seconds
running=()      # processes that go on, the newest last
said=()         # the file of each with what it says
failed=0        # 1 where a page is not so
psql_line=      # how to get into the database of the demo: it says so

# read_pages PAGE..: one person reads them one after the other; the variables stay from each to the next. In a shell of its own, which
# ends at the first thing that fails, be it of a page or of this script. It is not run as a condition: there no failure would end it.
read_pages() {
    local status
    set +e
    (
        set -e
        trap interrupt_all EXIT
        began=$SECONDS
        for page in "$@"; do
            do_page "$page"
            echo "ok - $page: what it says was done and came out as printed, in $done_here steps and $((SECONDS - began)) s"
            began=$SECONDS
        done
    )
    status=$?
    set -e
    ((status == 0)) || failed=1
}

# do_page PAGE: all of its steps. The first that is not as printed ends the shell, since the next ones build upon it.
do_page() {
    local page=$1 folder step kind
    folder=$work/steps/${page//\//-}
    mkdir -p "$folder"
    awk -v folder="$folder" -f "$lib/blocks.awk" "$top/$page"
    done_here=0
    for step in "$folder"/*.line; do
        step=${step%.line}
        touch "$step.output"
        # An output is there for each, last of all where there is nothing else.
        for kind in command sql interrupt text output; do
            [[ ! -e $step.$kind ]] || break
        done
        at=$page:$(<"$step.line")
        do_step "$kind" "$step"
    done
}

# do_step KIND STEP
do_step() {
    local kind=$1 step=$2 text=
    [[ ! -e $step.$kind ]] || text=$(<"$step.$kind")
    if [[ $kind == interrupt ]]; then
        interrupt
        return
    fi
    if [[ $kind == text || $kind == command ]] && is_listed "$page" "${text%%$'\n'*}"; then
        return
    fi
    case $kind in
        text) wrong "a block that is neither run nor listed in .ci/lib/guide/not-here.txt" "$step.$kind" ;;
        output) ends_so "$step.output" ;;
        sql) by_hand "$step" sql in_psql ;;
        command) do_command "$step" "$text" ;;
    esac
    done_here=$((done_here + 1))
}

do_command() {
    local step=$1 text=$2 saved
    saved=$(sed -nE '1s/^cat ([a-z0-9.-]+)$/\1/p' <<<"$text")
    if [[ -n $saved && ! -e $saved ]]; then
        # What a page shows of a file that nobody has yet, a person saves under that name.
        cp "$step.output" "$saved"
    elif goes_on "$text" >/dev/null; then
        start "$step" "$text"
    else
        before "$text"
        typed "$text" >"$work/typed"
        by_hand "$step" command in_shell
    fi
}

# by_hand STEP KIND HOW: once, or again for a while, until it prints what the page does, and ends as it says, which is with 0 where it
# says nothing.
by_hand() {
    local step=$1 kind=$2 how=$3 text shown=$1.came status expected=0 end=$((SECONDS + patience))
    [[ ! -e $step.code ]] || expected=$(<"$step.code")
    while :; do
        text=$(with_ids <"$step.$kind")
        status=0
        "$how" "$text" >"$shown" || status=$?
        if [[ ! -s $step.output ]]; then
            ((status == expected)) || wrong "exit code $status, not $expected: $text" "$shown"
            return 0
        fi
        learn_ids "$step.output" "$shown"
        with_ids <"$step.output" >"$step.here"
        comparable "$step.here" >"$step.a"
        comparable "$shown" >"$step.b"
        if is_same "$step.a" "$step.b" && ((status == expected)); then
            return
        fi
        if ! takes_time "$text" || ((SECONDS > end)); then
            wrong "this is not what comes out (exit code $status, not $expected): $text" <(diff -u "$step.a" "$step.b")
        fi
        sleep 1
    done
}

# In this shell, whose variables stay; stdin has what a person types there.
in_shell() {
    # shellcheck disable=SC2294
    eval "$1" 2>&1 <"$work/typed"
}

in_psql() {
    local line=${psql_line% -c *} login=tidegate_dashboard
    if [[ -z $line ]]; then
        # As the page says; else in the group that may do least.
        [[ $1 != *tidegate_operator* ]] || login=tidegate_admin
        line="PGPASSWORD=\$(password_of $login) psql -U $login -d shop"
    fi
    eval "$line -X -q -v ON_ERROR_STOP=1 -f -" <<<"$1" 2>&1
}

# start STEP COMMAND: beside this shell, in a process group of its own as a terminal has it, and until it has said what the page
# prints.
start() {
    local step=$1 text=$2 log=$1.came sign end=$((SECONDS + patience))
    sign=$(goes_on "$text")
    set -m
    # shellcheck disable=SC2294
    eval "$text" >"$log" 2>&1 </dev/null &
    set +m
    running+=("$!")
    said+=("$log")
    comparable "$step.output" >"$step.a"
    until comparable "$log" >"$step.b" && grep -qF "$sign" "$log" && has_in_order "$step.a" "$step.b"; do
        if ((SECONDS > end)) || ! kill -0 "$!" 2>/dev/null; then
            wrong "this has not come out: $text" <(diff -u "$step.a" "$step.b")
        fi
        sleep 0.2
    done
    if grep -q '^ *PGPASSWORD=.*psql ' "$log"; then
        psql_line=$(grep '^ *PGPASSWORD=.*psql ' "$log" | sed 's/^ *//')
        (eval "$psql_line") >"$step.rows" 2>&1 || wrong "the demo names a command that fails: $psql_line" "$step.rows"
    fi
}

# Ctrl-C for what was started last: to all of its processes, as a terminal does.
interrupt() {
    ((${#running[@]} > 0)) || return 0
    kill -INT -- "-${running[-1]}" 2>/dev/null || true
    wait "${running[-1]}" || true
    last_said=${said[-1]}
    unset 'running[-1]' 'said[-1]'
}

interrupt_all() {
    while ((${#running[@]} > 0)); do
        interrupt
    done
}

# ends_so OUTPUT: what was stopped says these lines, perhaps with others between, and the last one is its last.
ends_so() {
    comparable "$1" >"$work/a"
    comparable "$last_said" >"$work/b"
    if ! has_in_order "$work/a" "$work/b" || [[ $(tail -n 1 "$work/a") != "$(tail -n 1 "$work/b")" ]]; then
        wrong "this is not how it ends" <(diff -u "$work/a" "$work/b")
    fi
}

# wrong WHAT FILE: ends the shell.
wrong() {
    echo "not ok - $at: $1"
    head -n 60 "$2"
    exit 1
}
