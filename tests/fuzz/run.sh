#!/bin/sh
# run.sh TARGET NAME: a short run of one fuzz target from the inputs stored for it, every time
# along the same way. To look elsewhere: PICKET_FUZZ_SEED=0 (any), PICKET_FUZZ_SECONDS=600.
set -eu
target=$1 name=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/found"
export XDG_STATE_HOME="$work" # for targets that read files
"$target" -seed="${PICKET_FUZZ_SEED:-1}" -max_total_time="${PICKET_FUZZ_SECONDS:-10}" \
    -timeout=10 -rss_limit_mb=2048 -max_len=8192 -artifact_prefix="$PWD/" "$work/found" \
    "$(dirname "$0")/corpus/$name"
