# shellcheck shell=bash
# To be sourced. Waits for a program in the background: one that a shell runs in front hears no signal that the shell gets.

# await PID: hands SIGTERM and Ctrl-C on to it, and returns its exit status.
await() {
    local pid=$1 status=0
    # Expanded now: where it runs, the local variable is gone.
    # shellcheck disable=SC2064
    trap "kill -TERM $pid 2>/dev/null" TERM INT
    wait "$pid" || status=$?
    # A signal ends the waiting, not the program.
    while kill -0 "$pid" 2>/dev/null; do
        wait "$pid" && status=0 || status=$?
    done
    return "$status"
}
