# shellcheck shell=bash
# To be sourced. What the proofs need beyond a JDK and git, from Debian's packages.

TOOLS=(
    ca-certificates curl unzip
    chromium                       # the dashboard's pages are tried in it
    postgresql-client shellcheck
    pgbouncer                      # job and dashboard are tried through it
    prometheus                     # promtool tries the alert rules
    patchelf                       # the JDK 21 is told where its C library is
    debootstrap docker.io iproute2 iptables # the engine, and a Debian to make stand-in images of
)

describe_machine() {
    echo "$(nproc) cores, $(awk '/MemTotal/ {printf "%.0f GiB of memory", $2 / 1048576}' /proc/meminfo), $(df -h --output=avail . | tail -n 1 | tr -d ' ') of disk free"
    java -version 2>&1 | head -n 1
    git log -1 --format='commit %h of %cs: %s'
}

# with_patience COMMAND..: three tries, for what goes over a network.
with_patience() {
    local try
    for try in 1 2 3; do
        "$@" && return
        echo "Try $try of 3 failed: $*"
        sleep $((try * 5))
    done
    return 1
}

install_tools() {
    if ! command -v apt-get >/dev/null; then
        echo "No apt-get here: taking what is installed"
        return 0
    fi
    local missing
    missing=$(for tool in "${TOOLS[@]}"; do dpkg-query -W -f '${Status}' "$tool" 2>/dev/null | grep -q '^install ok installed$' || echo "$tool"; done)
    if [[ -z $missing ]]; then
        echo "All installed: ${TOOLS[*]}"
        return 0
    fi
    if ((EUID != 0)); then
        echo "Not installed, and only root can install them: ${missing//$'\n'/ }"
        return 1
    fi
    echo "Installing ${missing//$'\n'/ }"
    export DEBIAN_FRONTEND=noninteractive
    with_patience apt-get update -qq >"$OUTPUT/apt.log" 2>&1
    # shellcheck disable=SC2086
    with_patience apt-get install -y -qq --no-install-recommends $missing >>"$OUTPUT/apt.log" 2>&1 || {
        tail -n 20 "$OUTPUT/apt.log"
        return 1
    }
}

# from_debian13 FOLDER PACKAGES..: what Debian 12 has not got, unpacked there; the machine stays as it is.
from_debian13() {
    local folder=$1 lists=$OUTPUT/debian13 mirror package
    # The mirror that this machine uses.
    # shellcheck disable=SC2016
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -n 1)
    mkdir -p "$lists/lists/partial" "$lists/sources" "$folder/packages"
    printf 'Types: deb\nURIs: %s\nSuites: trixie\nComponents: main\nSigned-By: %s\n' "$mirror" \
        /usr/share/keyrings/debian-archive-keyring.gpg >"$lists/sources/trixie.sources"
    local options=(-qq -o Dir::Etc::sourcelist=/dev/null -o "Dir::Etc::sourceparts=$lists/sources"
        -o "Dir::State::lists=$lists/lists" -o "Dir::Cache=$lists" -o Dir::State::status=/dev/null
        -o APT::Sandbox::User=root)
    with_patience apt-get "${options[@]}" update \
        && (cd "$folder/packages" && with_patience apt-get "${options[@]}" download "${@:2}") || return 1
    for package in "$folder"/packages/*.deb; do
        dpkg --extract "$package" "$folder"
    done
    rm -rf "$folder/packages"
}
