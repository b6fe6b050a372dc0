#!/bin/sh
# Keeps what the fuzzers have found for the tests: of Fuzz/.build/corpus as few and as short inputs as reach every branch
# that it reaches, at most 512 bytes each, into Tests/HostileBytesTests/Corpus. Fuzz/keep.sh [TARGET ...]
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- FuzzWitMotion FuzzMAVLink FuzzShimmer3 FuzzXIMU3 FuzzPeripherals FuzzGATT FuzzSniffer FuzzTemplate
kept=../Tests/HostileBytesTests/Corpus
mkdir -p "$kept"
for target in "$@"; do
    least=$(mktemp -d)
    ".build/release/$target" -merge=1 -max_len=512 -verbosity=0 "$least" ".build/corpus/$target" .build/seeds </dev/null
    for input in "$least"/*; do
        od -An -v -tx1 "$input" | tr -d ' \n'
        echo
    done | LC_ALL=C sort >"$kept/$target.txt"
    rm -r "$least"
    echo "$target: $(wc -l <"$kept/$target.txt") inputs"
done
