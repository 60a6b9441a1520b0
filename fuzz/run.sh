#!/usr/bin/env bash
# Runs the fuzz targets one after the other, each on one core. Needs the nightly toolchain and cargo-fuzz.
#
#   fuzz/run.sh                     all targets, 10 minutes each
#   fuzz/run.sh MINUTES TARGET...   these, so long
#   fuzz/run.sh keep TARGET...      adds to the kept corpus what reaches code that it does not reach yet
#
# What the fuzzer thinks up lies in fuzz/target/corpus, the logs in fuzz/target/logs, an input that breaks a property in
# fuzz/artifacts: none of it is in git. SANITIZER=none runs without AddressSanitizer, which is faster.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly ALL=(signature payload policy yaml markdown charter index adapters organization commands)
sanitizer=${SANITIZER:-address}
# Freed memory that AddressSanitizer holds back counts as used, and the limit below is low.
export ASAN_OPTIONS="detect_odr_violation=0:quarantine_size_mb=16:${ASAN_OPTIONS:-}"

# options TARGET: the limits, and words that the target's language knows.
options() {
  local length=4096
  case $1 in
    signature) length=512 ;;
    charter) length=8192 ;;
  esac
  printf '%s\n' -timeout=5 -rss_limit_mb=512 "-max_len=$length"
  case $1 in
    payload) echo -dict=dictionaries/payload.dict ;;
    policy) echo -dict=dictionaries/policy.dict ;;
    yaml | organization) echo -dict=dictionaries/yaml.dict ;;
    markdown | index) echo -dict=dictionaries/markdown.dict ;;
    commands) echo -dict=dictionaries/commands.dict ;;
    charter | adapters) echo -dict=dictionaries/charter.dict ;;
  esac
}

# try TARGET MINUTES: one run; says in a row of the table in docs/fuzzing.md what it did.
try() {
  local target=$1 minutes=$2 log=target/logs/$1.log code=0 findings=none start=$SECONDS
  local -a limits
  mapfile -t limits < <(options "$target")
  mkdir -p "target/corpus/$target" "artifacts/$target" target/logs
  nice -n 10 "$binaries/$target" "target/corpus/$target" "corpus/$target" "${limits[@]}" "-artifact_prefix=artifacts/$target/" \
    "-max_total_time=$((minutes * 60))" -print_final_stats=1 >"$log" 2>&1 || code=$?
  if ((code != 0)); then
    findings=$(grep -aoE 'artifacts/[a-z]+/[a-z]+-[0-9a-f]+' "$log" | tail -n 1)
    findings="\`fuzz/${findings:-$log}\`"
  fi
  local executions
  executions=$(awk '/^stat::number_of_executed_units:/ { print $2 }' "$log")
  printf '| `%s` | %d s | %s | %s |\n' "$target" $((SECONDS - start)) "${executions:-?}" "$findings"
  return "$code"
}

# keep TARGET: the seeds stay as they are.
keep() {
  local -a limits
  mapfile -t limits < <(options "$1")
  mkdir -p "target/corpus/$1"
  "$binaries/$1" -merge=1 -set_cover_merge=1 "${limits[@]}" "corpus/$1" "target/corpus/$1" 2>&1 | tail -n 1
}

minutes=${1:-10}
shift || true
targets=("$@")
((${#targets[@]})) || targets=("${ALL[@]}")

host=$(rustc +nightly -vV | awk '/^host:/ { print $2 }')
binaries=target/$host/release
(cd .. && nice -n 10 cargo +nightly fuzz build --sanitizer "$sanitizer")

if [[ $minutes == keep ]]; then
  for target in "${targets[@]}"; do keep "$target"; done
  exit
fi
failed=0
for target in "${targets[@]}"; do try "$target" "$minutes" || failed=1; done
exit "$failed"
