#!/bin/sh
# For cron: a full audit of one account; when it found something critical or high, the findings
# behind it and what happened since yesterday go out as a mail, in Markdown.
#
#   17 3 * * * /usr/share/doc/picket/examples/nightly.sh prod-eu oncall@example.com
#
# picket exits with 8 when the audit found what --fail-on names, with 6 when a check could not
# be evaluated; cron mails what stands on standard error.
set -u
context=$1 to=$2
report=$(mktemp)
trap 'rm -f "$report"' EXIT

{
    echo "## Audit"
    picket audit start --context "$context" --wait --fail-on high
} >"$report"
status=$?
[ "$status" -eq 0 ] && exit 0

{
    echo
    echo "## Findings"
    picket findings 'sev>=high !suppr:suppressed found<1d sort:sev,found-' \
        --context "$context" -o md --limit 200
    echo
    picket handover --context "$context" --since 1d
} >>"$report" && mail -s "picket: $context, status $status" "$to" <"$report"
exit "$status"
