# shellcheck shell=bash
# What .ci/run and .ci/test share. Sourced, never run.

export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"

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

# need COMMAND PACKAGE: installs Debian's PACKAGE unless COMMAND is there.
need() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || die "\`$1\` is missing and there is no apt-get: install it (Debian calls the package $2)"
  local -a root=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || die "\`$1\` is missing: run \`apt-get install $2\` as root"
    root=(sudo -n)
  fi
  step "package lists" "${root[@]}" apt-get update -q
  step "install $2" "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2"
  command -v "$1" >/dev/null || die "package $2 is installed, but brings no \`$1\`"
}

# need_for_tests: Rust, a C compiler, and the servers that tests start.
need_for_tests() {
  command -v cargo >/dev/null || die "\`cargo\` is missing: install Rust from https://rustup.rs"
  local component
  for component in fmt clippy; do
    cargo "$component" --version >/dev/null || die "\`cargo $component\` is missing: run \`rustup component add rustfmt clippy\`"
  done
  need cc build-essential
  # Tests start PostgreSQL servers of their own. Debian keeps the server out of the path.
  if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && ! command -v postgres >/dev/null; then
    need pg_ctlcluster postgresql
  fi
  need setpriv util-linux
}
