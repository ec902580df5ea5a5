#!/usr/bin/env bash
# Holds every OpenCL device of this machine to the bits of the plain backend, measures it, and writes one report.
#
#   examples/gpu-check/check.sh [REPORT]     the report's file; gpu-check.md
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
report=$(realpath -m "${1:-gpu-check.md}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$root"

./counterflow --version >/dev/null # builds where nothing is built
./counterflow backends --json >"$work/backends.json" 2>"$work/errors" || { cat "$work/errors" >&2; exit 1; }
devices=$(python3 -c '
import json, sys
found = [b for b in json.load(open(sys.argv[1])) if b["id"] == "opencl"]
if not found or not found[0]["available"]:
    sys.exit("no OpenCL device: %s. Remedy: %s" % ((found[0]["reason"], found[0]["remedy"]) if found else ("no backend opencl", "build it")))
for d in found[0]["devices"]:
    print(d["name"])' "$work/backends.json")

{
  echo "# OpenCL on $(uname -sm)"
  echo
  echo "$(date -u +%F), $(git rev-parse --short HEAD 2>/dev/null || echo 'no checkout')"
  echo
  echo '## Devices and rates'
  echo
  echo '```'
  ./counterflow backends --bench 2>/dev/null
  echo '```'
  echo
  echo '## Whole runs, compared with those of `java`'
  echo
  echo '| device | solver | precision | bits |'
  echo '|---|---|---|---|'
} >"$report"

failed=0 number=0
while IFS= read -r device; do
  for solver in ddim dpmpp-2m unipc heun euler-a dpmpp-2m-sde; do
    for precision in f32 f64; do
      draw() { ./counterflow sample --target two-moons --solver $solver --steps 12 --count 1000 --precision $precision --backend "$1" --out "$2"; }
      draw java "$work/java.npy" >/dev/null 2>&1
      if ! draw "opencl:$number" "$work/device.npy" >"$work/said" 2>&1; then
        if grep -q 'no double precision' "$work/said"; then bits='no double precision'; else bits="failed: $(tail -n 1 "$work/said")" failed=1; fi
      elif cmp -s "$work/java.npy" "$work/device.npy"; then
        bits=equal
      else
        bits=DIFFERENT failed=1
      fi
      echo "| $device | $solver | $precision | $bits |" >>"$report"
      rm -f "$work"/*.npy*
    done
  done
  number=$((number + 1))
done <<<"$devices"

{
  echo
  echo '## The contract of backends, and the tests of `backend-opencl`, on the device that is taken by default'
  echo
  echo '```'
} >>"$report"
COUNTERFLOW_OPENCL_REQUIRED=1 mvn -B -ntp -pl backend-opencl -am -Dmaven.javadoc.skip=true -Dtest='org.counterflow.backend.opencl.**' \
  -Dsurefire.failIfNoSpecifiedTests=false verify >"$work/tests.log" 2>&1 || failed=1
{ grep -E 'Tests run:|ERROR|FAIL' "$work/tests.log" || tail -n 5 "$work/tests.log"; } | head -n 40 >>"$report"
echo '```' >>"$report"
echo "$report"
exit $failed
