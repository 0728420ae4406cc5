#!/usr/bin/env bash
# A release can be taken: two builds give the same bytes, its checksum holds, and its demo runs where no Maven is in reach.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d "${TMPDIR:-/tmp}/tidegate-release.XXXXXX")
trap 'rm -rf "$work"' EXIT
umask 022

# What is committed, in a folder that a build elsewhere does not have.
git clone -q . "$work/another"
TZ=America/Bahia_Banderas ./mvnw -B -q -ntp -Prelease -Dmaven.test.skip package >&2
(cd "$work/another" && TZ=Asia/Tokyo LC_ALL=C ./mvnw -B -q -ntp -Prelease -Dmaven.test.skip package >&2)

# The first version in the pom is its own.
archive=tidegate-$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1).tar.gz
if ! difference=$(cmp "release/target/$archive" "$work/another/release/target/$archive" 2>&1); then
    echo "not ok - two builds of one commit give two releases: $difference"
    diff <(tar tvzf "release/target/$archive") <(tar tvzf "$work/another/release/target/$archive") | head -n 20 || true
    exit 1
fi
echo "ok - two builds of one commit, in two folders and two time zones, give the same $archive"

(cd release/target && sha256sum --check --quiet "${archive%.tar.gz}.sha256")
echo "ok - its checksum is right"

tar xzf "release/target/$archive" -C "$work"
top=$work/${archive%.tar.gz}
inside=$(find "$top" -name 'pom.xml' -o -name 'mvnw*')
if [[ -n $inside ]]; then
    echo "not ok - a release has what only a build needs: $inside"
    exit 1
fi
# shellcheck source=.ci/lib/links.sh
source .ci/lib/links.sh
dead=$(find "$top" -name '*.md' | dead_links)
if [[ -n $dead ]]; then
    echo "not ok - links of the pages in a release lead nowhere:"
    echo "$dead"
    exit 1
fi
echo "ok - each link of a page in a release leads to a file in it"
for program in dashboard generator streaming-job spark-distribution release; do
    grep -q '"bomFormat" *: *"CycloneDX"' "$top/sbom/$program.cdx.json"
    grep -q '"purl" *: *"pkg:maven/' "$top/sbom/$program.cdx.json"
done
echo "ok - each program has a bill of materials"

# A Maven that is called says so, and fails.
mkdir "$work/bin" "$work/home"
printf '#!/bin/sh\necho "Maven was called: $*" >&2\nexit 1\n' >"$work/bin/mvn"
chmod +x "$work/bin/mvn"
env HOME="$work/home" PATH="$work/bin:$PATH" bash .ci/check-demo.sh "$top"

env HOME="$work/home" PATH="$work/bin:$PATH" "$top/scripts/tidegate" check "$top/data/sample/events.csv" >"$work/said"
if ! grep -q ' 56 read, 56 accepted, 0 filtered, 0 rejected' "$work/said"; then
    echo "not ok - check of a sample says:"
    cat "$work/said"
    exit 1
fi
echo "ok - a release checks a sample"
