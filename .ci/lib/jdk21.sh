# shellcheck shell=bash
# To be sourced. A JDK 21, which README.md promises beside the 17 that all else here runs on.

JDK21=

# Debian 12 has none. That of Debian 13 wants a newer C library; it is put beside it, and each program of the JDK told where it is,
# so that the machine keeps its own, and what the JDK starts (PostgreSQL, a shell) takes that.
find_jdk21() {
    local home
    for home in /usr/lib/jvm/*; do
        if is_jdk21 "$home"; then
            JDK21=$home
            return
        fi
    done
    local folder=$OUTPUT/jdk21
    from_debian13 "$folder" openjdk-21-jdk-headless openjdk-21-jre-headless libc6 libgcc-s1 libstdc++6 || return 1
    home=$(find "$folder/usr/lib/jvm" -maxdepth 1 -name 'java-21-*' -type d)
    own_libraries "$home" "$folder" && own_settings "$home" "$folder" && is_jdk21 "$home" || return 1
    JDK21=$home
}

is_jdk21() {
    "$1/bin/javac" -version 2>/dev/null | grep -q '^javac 21\.' && "$1/bin/java" -version 2>&1 | head -n 1
}

own_libraries() {
    local home=$1 folder=$2 loader program
    loader=$(find "$folder/usr" -name 'ld-linux*.so.*' -type f)
    find "$home" -type f -perm -u+x | while read -r program; do
        if patchelf --print-interpreter "$program" >/dev/null 2>&1; then
            patchelf --set-interpreter "$loader" --force-rpath --set-rpath "\$ORIGIN:\$ORIGIN/../lib:$(dirname "$loader")" "$program"
        fi
    done
}

# Its settings are links to /etc.
own_settings() {
    local home=$1 folder=$2 link
    find "$home" -type l -lname '/etc/java-21-*' | while read -r link; do
        ln -sfn "$folder$(readlink "$link")" "$link"
    done
}
