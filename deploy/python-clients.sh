# Sourced by deploy/test: the published Python clients, in a virtual environment under the build folder.

# Makes .build/python-clients from python-clients.txt, again only when that file has changed. Tests start its bin/python.
require_python_clients() {
  local folder="$root/.build/python-clients" wanted="$root/deploy/python-clients.txt" log
  if cmp -s "$wanted" "$folder/installed.txt"; then return 0; fi
  echo "Installing the published Python clients…"
  log=$(mktemp)
  mkdir -p "$root/.build"
  if ! persistently install_python_clients "$folder" "$wanted" </dev/null >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    fail "the Python clients of deploy/python-clients.txt could not be installed from PyPI: the tests need them"
  fi
  rm -f "$log"
  # Last: an interrupted installation is made again.
  cp "$wanted" "$folder/installed.txt"
}

# Arguments: the folder, the list.
install_python_clients() {
  rm -rf "$1"
  /usr/bin/python3 -m venv "$1" && "$1/bin/pip" install --disable-pip-version-check --no-input -r "$2"
}
