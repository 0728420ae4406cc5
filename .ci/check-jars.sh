#!/usr/bin/env bash
# The jars that ship are those of docs/shipped-jars.txt, no more, no fewer, in no other version. For a build that is there.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
list=docs/shipped-jars.txt

# As the list has them: [module], then group:artifact[:classifier]:version, sorted. Maven colours what it prints.
built() {
    local module
    for module in generator streaming-job dashboard spark-distribution; do
        if [[ ! -f $module/target/shipped-jars.txt ]]; then
            echo "not ok - $module is not built: run ./mvnw package" >&2
            exit 1
        fi
        echo "[$module]"
        sed -n -E 's/\x1b\[[0-9;]*m//g; s/^   ([^ ]+):(compile|runtime)( .*)?$/\1/; T; s/:jar:/:/; p' \
            "$module/target/shipped-jars.txt" | LC_ALL=C sort
    done
}

reviewed() {
    sed -E '/^(#|$)/d; s/  .*//' "$list"
}

if without=$(grep -nE '^[^#[][^ ]*( |  )? *$' "$list"); then
    echo "not ok - in $list stands no reason behind $without"
    exit 1
fi
if ! difference=$(diff --label "$list" --label build -U 1000 <(reviewed) <(built)); then
    echo "not ok - what ships is not what was reviewed ($list); + is in the build, - in the list:"
    grep -E '^[-+ ]\[|^[-+][^-+]' <<<"$difference"
    exit 1
fi
# The folder that is used is not only what Maven says of it.
diff <(ls spark-distribution/target/spark/jars) \
    <(built | sed -n '/^\[spark-distribution\]/,$p' | sed -E '1d; s/^[^:]+:([^:]+):([^:]+)$/\1-\2.jar/; s/^[^:]+:([^:]+):([^:]+):([^:]+)$/\1-\3-\2.jar/' | LC_ALL=C sort) || {
    echo "not ok - spark-distribution/target/spark/jars has other jars than its build says: run ./mvnw clean package"
    exit 1
}
# Of commons-compress the classes with known vulnerabilities stay outside.
if unzip -l streaming-job/target/streaming-job.jar | grep -E 'compress/(archivers/[a-y][a-z0-9]*/|harmony|compressors/(pack200|lz[47m]))'; then
    echo "not ok - streaming-job.jar has more of commons-compress than gzip, bzip2, zip and what that needs"
    exit 1
fi
echo "ok - the $(reviewed | grep -c :) jars that ship are those that were reviewed"
