# shellcheck shell=bash
# To be sourced. A Docker engine: the one that answers, else one of our own that ends with this script.
#
# Ours has its own socket, folder and bridge, so that nothing else on the machine is touched or takes notice.

ENGINE_ANSWERS=
ENGINE_FOLDER=
ENGINE_PID=
ENGINE_BRIDGE=

start_engine() {
    if docker version >/dev/null 2>&1; then
        docker version --format 'An engine answers, version {{.Server.Version}}'
        ENGINE_ANSWERS=yes
        find_compose
        return
    fi
    if ! command -v dockerd >/dev/null || ((EUID != 0)); then
        echo "No Docker engine answers, and none can be started: it needs dockerd and root"
        return 1
    fi
    add_bridge || return 1
    ENGINE_FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-engine.XXXXXX")
    local driver
    # Overlay needs a folder whose file system bears it; plain copies work on any, slowly.
    for driver in overlay2 fuse-overlayfs vfs; do
        if try_engine "$driver"; then
            export DOCKER_HOST=unix://$ENGINE_FOLDER/docker.sock
            ENGINE_ANSWERS=yes
            docker version --format "Started an engine, version {{.Server.Version}}, storage driver $driver"
            find_compose
            return
        fi
        echo "No engine with storage driver $driver: $(grep -E 'level=(error|fatal)|failed to start' "$OUTPUT/dockerd-$driver.log" | tail -n 1)"
        stop_daemon
    done
    return 1
}

# The first number that is free: an engine that was killed leaves its bridge behind.
add_bridge() {
    local number
    for ((number = 0; number < 16; number++)); do
        ip link show "tidegate$number" >/dev/null 2>&1 && continue
        ip link add "tidegate$number" type bridge || return 1
        ENGINE_BRIDGE=tidegate$number
        ip address add "172.29.$((7 + number)).1/24" dev "$ENGINE_BRIDGE" && ip link set "$ENGINE_BRIDGE" up
        return
    done
    echo "The bridges tidegate0 to tidegate15 are all taken; see: ip link show type bridge"
    return 1
}

try_engine() {
    dockerd --host "unix://$ENGINE_FOLDER/docker.sock" --data-root "$ENGINE_FOLDER/data" \
        --exec-root "$ENGINE_FOLDER/exec" --pidfile "$ENGINE_FOLDER/docker.pid" --storage-driver "$1" \
        --bridge "$ENGINE_BRIDGE" \
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
    if [[ -n $ENGINE_BRIDGE ]]; then
        ip link delete "$ENGINE_BRIDGE"
    fi
    if [[ -n $ENGINE_FOLDER ]]; then
        stop_daemon
        rm -rf "$ENGINE_FOLDER"
    fi
}

# docker compose and buildx, where the machine has none: Debian 12 has not got them, and those of Debian 13 run on it.
find_compose() {
    if docker compose version >/dev/null 2>&1 && docker buildx version >/dev/null 2>&1; then
        docker compose version
        return
    fi
    local folder=$OUTPUT/plugins
    from_debian13 "$folder" docker-compose docker-buildx || return 1
    mkdir -p "$folder/docker/cli-plugins"
    cp "$folder"/usr/libexec/docker/cli-plugins/* "$folder/docker/cli-plugins/"
    export DOCKER_CONFIG=$folder/docker
    docker compose version
}

# IMAGES..: pulled where a registry answers, else built from packages.
find_images() {
    [[ -n $ENGINE_ANSWERS ]] || return 1
    local image missing=()
    for image in "$@"; do
        docker image inspect "$image" >/dev/null 2>&1 || missing+=("$image")
    done
    # One that cannot be had stands for all: no registry is reached.
    if ((${#missing[@]} > 0)) && timeout 120 docker pull --quiet "${missing[0]}" 2>/dev/null; then
        for image in "${missing[@]:1}"; do
            with_patience docker pull --quiet "$image" || return 1
        done
        missing=()
    fi
    if ((${#missing[@]} > 0)); then
        echo "No registry has ${missing[0]} for this machine: building stand-ins"
        .ci/stand-ins/build.sh "${missing[@]}" || return 1
        # Its own helper images cannot be had either.
        export TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_HOST_OVERRIDE=127.0.0.1
    fi
}
