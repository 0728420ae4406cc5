# shellcheck shell=bash
# To be sourced. A Docker engine: the one that answers, else one of our own that ends with this script.
#
# Ours has its own socket and its own folder, so that nothing else on the machine is touched or takes notice.

ENGINE_ANSWERS=
ENGINE_FOLDER=
ENGINE_PID=

start_engine() {
    if docker version --format 'An engine answers: {{.Server.Version}}' 2>/dev/null; then
        ENGINE_ANSWERS=yes
        return 0
    fi
    if ! command -v dockerd >/dev/null || ((EUID != 0)); then
        echo "No Docker engine answers, and none can be started: it needs dockerd and root"
        return 1
    fi
    ENGINE_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-engine.XXXXXX")
    local driver
    # Overlay needs a folder whose file system bears it; plain copies work on any, slowly.
    for driver in overlay2 fuse-overlayfs vfs; do
        if try_engine "$driver"; then
            export DOCKER_HOST=unix://$ENGINE_FOLDER/docker.sock
            ENGINE_ANSWERS=yes
            docker version --format "Started an engine, version {{.Server.Version}}, storage driver $driver"
            return
        fi
        echo "No engine with storage driver $driver: $(grep -E 'level=(error|fatal)|failed to start' "$OUTPUT/dockerd-$driver.log" | tail -n 1)"
        stop_daemon
    done
    return 1
}

try_engine() {
    dockerd --host "unix://$ENGINE_FOLDER/docker.sock" --data-root "$ENGINE_FOLDER/data" \
        --exec-root "$ENGINE_FOLDER/exec" --pidfile "$ENGINE_FOLDER/docker.pid" --storage-driver "$1" \
        </dev/null >"$OUTPUT/dockerd-$1.log" 2>&1 &
    ENGINE_PID=$!
    local second
    for ((second = 0; second < 60; second++)); do
        kill -0 "$ENGINE_PID" 2>/dev/null || return 1
        docker --host "unix://$ENGINE_FOLDER/docker.sock" version >/dev/null 2>&1 && return 0
        sleep 1
    done
    return 1
}

stop_daemon() {
    if [[ -n $ENGINE_PID ]]; then
        kill "$ENGINE_PID" 2>/dev/null
        wait "$ENGINE_PID" 2>/dev/null
        ENGINE_PID=
    fi
}

stop_engine() {
    if [[ -n $ENGINE_FOLDER ]]; then
        stop_daemon
        rm -rf "$ENGINE_FOLDER"
    fi
}

# Filled in where no image registry is reachable.
find_images() {
    :
}
