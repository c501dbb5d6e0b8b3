#!/bin/sh
# Runs all tests, or those that are named, beside each other; the files that take longest start first.
set -e
cd "$(dirname "$0")/.."
bun run tools/testtimes.ts
exec bun test --timeout 60000 --parallel=3 --no-isolate --timings=out/testtimes.json --update-timings "$@"
