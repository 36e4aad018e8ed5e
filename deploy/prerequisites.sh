# Sourced by deploy/up and deploy/test: what must be on the machine before anything is built.

# The Debian packages that are needed and not installed, one a line. Arguments: packages beyond those of every program.
missing_packages() {
  local package
  for package in libzmq3-dev libpq-dev libcurl4-openssl-dev libcairo2-dev zlib1g-dev pkg-config fonts-dejavu-core util-linux "$@"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || echo "$package"
  done
  # Any version of the server will do.
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || echo postgresql-15
}

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Runs a command that needs the network, up to three times.
persistently() {
  local attempt
  for attempt in 1 2 3; do
    if "$@"; then return 0; fi
    if [ "$attempt" -lt 3 ]; then sleep $((attempt * 10)); fi
  done
  return 1
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

# Arguments: the packages.
install_packages() {
  as_root apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 -q update &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=900 -o Acquire::Retries=3 \
      -o Dpkg::Options::=--force-confold -q -y --no-install-recommends install "$@"
}

# Arguments: as for missing_packages.
require_prerequisites() {
  command -v swift >/dev/null || fail "swift is not on the PATH: install Swift 6.2 or later from swift.org, then run this again"
  command -v dpkg-query >/dev/null || fail "this is no Debian: install ZeroMQ, libpq, libcurl, cairo, zlib (with headers), pkg-config and PostgreSQL 15 by hand"
  local packages
  packages=$(missing_packages "$@" | tr '\n' ' ')
  [ -n "$packages" ] || return 0
  command -v apt-get >/dev/null || fail "apt-get is missing, and so are these packages: $packages"
  [ "$(id -u)" -eq 0 ] || command -v sudo >/dev/null || fail "these packages are missing and need root to install: $packages"
  echo "Installing Debian packages: $packages"
  # The package of the server would start a cluster of its own, which nothing here uses.
  if [[ " $packages" == *" postgresql-"* && ! -e /etc/postgresql-common/createcluster.conf ]]; then
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
  fi
  local log
  log=$(mktemp)
  # shellcheck disable=SC2086 # one word a package
  if ! persistently install_packages $packages </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    fail "the packages could not be installed: $packages"
  fi
  rm -f "$log"
  packages=$(missing_packages "$@" | tr '\n' ' ')
  [ -z "$packages" ] || fail "still missing after the installation: $packages"
}

# Runs a build; its output is reduced to one moving line on a terminal, and to nothing but the errors elsewhere.
build() {
  local log status=0
  log=$(mktemp)
  if [ -t 1 ]; then
    "$@" 2>&1 | tee "$log" | while IFS= read -r line; do
      case $line in
        \[*/*\]* | Fetching* | Fetched* | Building*) printf '\r\033[K%.*s' "$(($(tput cols 2>/dev/null || echo 80) - 1))" "$line" ;;
      esac
    done || status=$?
    printf '\r\033[K'
  else
    "$@" >"$log" 2>&1 || status=$?
  fi
  if [ "$status" -ne 0 ]; then
    grep -E 'error:' "$log" | sort -u | head -n 40 >&2 || true
    tail -n 20 "$log" >&2
    rm -f "$log"
    fail "the build failed"
  fi
  rm -f "$log"
}
