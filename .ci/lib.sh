# shellcheck shell=bash
# What .ci/run and .ci/test share. Sourced, never run.

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# step NAME COMMAND...: says what runs, runs it, says how long it took. The first step that fails ends the run.
step() {
  local name=$1 start=$SECONDS code=0
  shift
  printf '\n==> %s: %s\n' "$name" "$*"
  "$@" || code=$?
  if ((code != 0)); then
    printf '==> %s: FAILED with %d after %d s\n' "$name" "$code" $((SECONDS - start)) >&2
    exit "$code"
  fi
  printf '==> %s: ok, %d s\n' "$name" $((SECONDS - start))
}
