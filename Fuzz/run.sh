#!/bin/sh
# Fuzzes every driver and the sniffer for some seconds each (default 60): Fuzz/run.sh [SECONDS] [TARGET ...]
# The corpus is begun from seeds made by code and grows in Fuzz/.build/corpus; a finding is written beside it and the
# script fails. To run a finding again: Fuzz/.build/release/FuzzWitMotion FILE
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- FuzzWitMotion FuzzMAVLink FuzzShimmer3 FuzzXIMU3 FuzzPeripherals FuzzGATT FuzzSniffer FuzzTemplate

# A finding ends the script; it must not wait for somebody to look at its backtrace.
export SWIFT_BACKTRACE=interactive=no,color=no

swift build -c release
corpus=.build/corpus
seeds=.build/seeds
mkdir -p "$seeds"
# The seeds' writer is instrumented too, and what it leaves to the end of its life is no finding.
ASAN_OPTIONS=detect_leaks=0 .build/release/FuzzSeeds "$seeds"
for target in "$@"; do
    echo "== $target, ${seconds} s"
    mkdir -p ".build/findings" "$corpus/$target"
    nice -n 19 ".build/release/$target" -max_total_time="$seconds" -max_len=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix=".build/findings/$target-" "$corpus/$target" "$seeds" </dev/null
done
