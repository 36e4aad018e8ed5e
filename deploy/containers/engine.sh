# Sourced by deploy/test-containers: a Docker engine with docker-compose, installed and started if there is none.

engine_pid=
engine_folder=

# Uses the engine that answers, else starts one of its own that ends with the script.
require_engine() {
  require_packages docker-compose
  export DOCKER_BUILDKIT=0 COMPOSE_DOCKER_CLI_BUILD=0 COMPOSE_INTERACTIVE_NO_CLI=1
  if docker info >/dev/null 2>&1; then return 0; fi
  # A second engine would change the rules of the first one's network.
  [ ! -S /var/run/docker.sock ] ||
    fail "a Docker engine runs here, and this account may not use it: add it to the group docker (sudo usermod -aG docker $(id -un)) and log in anew"
  require_packages docker.io iptables debootstrap
  # A socket's path may have 107 characters, so it is not under the checkout.
  engine_folder=$(mktemp -d)
  export DOCKER_HOST="unix://$engine_folder/sock" DOCKER_CONFIG="$engine_folder/config"
  # Images and layers are kept there for the next run.
  mkdir -p "$root/.build/containers"
  local interface mtu
  interface=$(ip -o route show default 2>/dev/null | sed -n 's/.* dev \([^ ]*\).*/\1/p' | head -n 1 || true)
  mtu=$(cat "/sys/class/net/$interface/mtu" 2>/dev/null || echo 1500)
  # What the engine changes is put back at its end.
  as_root iptables-save >"$engine_folder/rules"
  as_root dockerd --group "$(id -gn)" --data-root "$root/.build/containers" --exec-root "$engine_folder/exec" --pidfile "$engine_folder/pid" --host "$DOCKER_HOST" --mtu "$mtu" \
    >"$engine_folder/log" 2>&1 </dev/null &
  engine_pid=$!
  for _ in $(seq 60); do
    docker info >/dev/null 2>&1 && return 0
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 0.5
  done
  tail -n 5 "$engine_folder/log" >&2
  stop_engine
  engine_pid=
  fail "the Docker engine does not start"
}

require_packages() {
  local package packages=
  for package in "$@"; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed$' || packages="$packages $package"
  done
  [ -n "$packages" ] || return 0
  echo "Installing Debian packages:$packages"
  # shellcheck disable=SC2086 # one word a package
  quietly as_root env DEBIAN_FRONTEND=noninteractive sh -c \
    "apt-get -o DPkg::Lock::Timeout=900 -q update && apt-get -o DPkg::Lock::Timeout=900 -q -y --no-install-recommends install $packages" ||
    fail "these packages could not be installed:$packages"
}

# Leaves the engine running for who wants to look around.
say_engine() {
  [ -z "$engine_pid" ] || say "the engine goes on: export DOCKER_HOST=$DOCKER_HOST DOCKER_CONFIG=$DOCKER_CONFIG; its end: kill $(cat "$engine_folder/pid")"
}

stop_engine() {
  [ -n "$engine_pid" ] || return 0
  as_root sh -c 'kill "$(cat "$0/pid")"' "$engine_folder" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  # It leaves its bridge and its rules behind.
  as_root ip link delete docker0 2>/dev/null || true
  as_root iptables-restore <"$engine_folder/rules" 2>/dev/null || echo "the machine's own firewall rules are still changed" >&2
  as_root rm -rf "$engine_folder"
}

# Runs a command; its output is shown only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  [ "$status" -eq 0 ] || tail -n 25 "$log" >&2
  rm -f "$log"
  return "$status"
}

say() { printf '%s  %s\n' "$(date -u +%H:%M:%S)" "$*"; }
