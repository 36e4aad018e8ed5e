# Sourced by deploy/test-containers: what must hold of the running containers. Each check ends the script with one sentence when it does not.

project=autotrader-test
services=(message-bus paper-exchange chart-sourcer analyzer signal-filter risk-manager notifier executor position-monitor dashboard)

compose() {
  (cd "$root" && docker-compose --project-name "$project" --env-file "$work/env" --file docker-compose.yml "$@")
}

# A command of autotrader in a container that is not broken on purpose while it runs.
ask() { compose exec -T "${asker:-dashboard}" autotrader "$@" 2>>"$work/log"; }

cli() { compose run --rm -T "$@" 2>>"$work/log"; }

leave() {
  local status=$1
  if [ "$status" -ne 0 ] && docker info >/dev/null 2>&1; then
    echo "The last lines of the containers:" >&2
    compose ps >&2 || true
    compose logs --tail 5 >&2 || true
  fi
  if docker info >/dev/null 2>&1; then compose down --volumes --timeout 10 >>"$work/log" 2>&1 || true; fi
  if $keep_engine; then say_engine; else stop_engine; fi
  as_root rm -rf "$work"
  exit "$status"
}

# Waits until a command succeeds: SECONDS DESCRIPTION COMMAND…
within() {
  local limit=$1 what=$2 deadline=$((SECONDS + $1))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || fail "not within $limit s: $what"
    sleep 0.5
  done
}

# Reads one JSON document from standard input: an expression over `it`.
json() { python3 -c 'import json, sys; it = json.loads(sys.stdin.readline()); result = eval(sys.argv[1]); print(result); sys.exit(0 if result else 1)' "$1"; }

healthy() { [ "$(docker inspect --format '{{.State.Health.Status}}' "$(compose ps -q "$1")")" = healthy ]; }
all_healthy() {
  local service
  for service in postgres "${services[@]}"; do healthy "$service" || return 1; done
}
settled() { ask status --json | json 'it["services"] and all(s["ok"] for s in it["services"]) and all(l["behind"] == 0 for l in it["lags"]) and not it["problems"]'; }
open_trades() { ask trades --json --status open | json 'len(it) > 0'; }
no_open_trades() { ask trades --json --status open | json 'len(it) == 0'; }
closed_trades() { ask trades --json --status closed | json "len(it) >= $1"; }

check_image() {
  local bytes version
  bytes=$(docker image inspect --format '{{.Size}}' autotrader:latest)
  version=$(docker run --rm autotrader:latest autotrader --version)
  say "image: $((bytes / 1000000)) MB, version $version, user $(docker run --rm autotrader:latest id -u)"
  [ "$bytes" -le 300000000 ] || fail "the image is larger than 300 MB"
  [ "$(docker run --rm autotrader:latest id -u)" -ne 0 ] || fail "the image runs as root"
}

check_first_start() {
  began=$SECONDS
  compose up -d --no-build >>"$work/log" 2>&1 || { tail -n 20 "$work/log" >&2; fail "docker-compose up failed"; }
  within 180 "every container is healthy" all_healthy
  say "up and healthy after $((SECONDS - began)) s: postgres ${services[*]}"
  local ports
  ports=$(docker ps --filter "label=com.docker.compose.project=$project" --format '{{.Ports}}' | grep -- '->' || true)
  [ "$ports" = "127.0.0.1:8080->8080/tcp" ] || fail "these ports are open to the machine: $ports"
}

check_first_trade() {
  within 400 "one trade is open and protected" open_trades
  say "first trade after $((SECONDS - began)) s: $(ask trades --json --status open | json '[(t["symbol"], t["side"], t["status"]) for t in it]')"
  say "its cycle: $(ask status --json | json '{k: it["lastCycle"][k] for k in ("status", "timeframe") if k in it["lastCycle"]}')"
}

check_closed_trades() {
  within 400 "$1 trades have closed" closed_trades "$1"
  say "closed trades: $(ask trades --json --status closed | json 'len(it)')"
}

check_doctor() {
  cli cli doctor --json >"$work/doctor" || { cat "$work/doctor" >&2; fail "the doctor is not content"; }
  say "doctor: $(json '", ".join(f["check"] + " " + f["verdict"] for f in it["findings"])' <"$work/doctor")"
  if cli cli doctor --for live --json >"$work/doctor"; then fail "the doctor would allow live trading"; fi
  say "doctor --for live: $(json '[f["message"] for f in it["findings"] if f["check"] == "practice"][0]' <"$work/doctor")"
}

check_restarts() {
  local service
  for service in "${services[@]}" postgres; do
    began=$SECONDS
    compose restart --timeout 20 "$service" >>"$work/log" 2>&1
    within 120 "$service is healthy again after a restart" healthy "$service"
    [ "$service" = dashboard ] || within 120 "every service is well after the restart of $service" settled
    say "restart of $service: healthy again after $((SECONDS - began)) s, nothing behind"
  done
}

# Waits for an event on the bus: what is killed then is in the middle of a cycle.
await_event() {
  local topic=$1 status=0
  # When the event has come, the tap ends with an error of its own, as nobody reads on.
  timeout 240 docker-compose --project-name "$project" --env-file "$work/env" --file "$root/docker-compose.yml" --project-directory "$root" \
    exec -T message-bus bus-tap watch --json 2>>"$work/log" | { grep -q -m 1 -F "\"$topic\"" || exit 9; } || status=$?
  [ "$status" -ne 9 ] || fail "no $topic was seen within 240 s"
}

# Once as an operator does it, once as a crash that only the restart policy sees.
kill_in_cycle() {
  local service=$1 topic=$2 how=$3
  await_event "$topic"
  began=$SECONDS
  if [ "$how" = policy ]; then
    as_root kill -s KILL "$(docker inspect --format '{{.State.Pid}}' "$(compose ps -q "$service")")"
  else
    compose kill -s KILL "$service" >>"$work/log" 2>&1
    compose start "$service" >>"$work/log" 2>&1
  fi
  within 120 "$service is healthy again after its kill" healthy "$service"
  within 180 "nothing is behind after the kill of $service" settled
  say "kill -s KILL of $service after $topic ($how): well again after $((SECONDS - began)) s"
}

check_kills() {
  kill_in_cycle executor notifier.trade.confirmed command
  kill_in_cycle executor signal-filter.signals.ranked policy
  kill_in_cycle postgres chart-sourcer.chart.captured command
  kill_in_cycle postgres analyzer.analysis.completed policy
}

check_nothing_lost() {
  ask halt --flatten >>"$work/log" || fail "trading cannot be halted"
  within 240 "every position is closed" no_open_trades
  within 120 "every event is handled" settled
  ask status --json | json '"events committed and handled by every consumer: " + ", ".join(s["name"] + " " + str(s["lastNumber"]) for s in it["services"] if s.get("lastNumber"))' |
    while read -r line; do say "$line"; done
  cli cli books --json >"$work/books" || { cat "$work/books" >&2; fail "the books do not agree with the exchange"; }
  say "books: $(cat "$work/books")"
}

export_books() {
  local table
  for table in trades executions ledger; do ask export "$table" --csv >"$work/$1-$table"; done
}

check_down_and_up() {
  export_books before
  compose down --timeout 20 >>"$work/log" 2>&1
  compose up -d --no-build >>"$work/log" 2>&1
  within 180 "every container is healthy after down and up" all_healthy
  within 120 "nothing is behind after down and up" settled
  export_books after
  local table
  for table in trades executions ledger; do
    cmp -s "$work/before-$table" "$work/after-$table" || fail "$table differ after down and up"
    say "after down and up the same $table: $(($(wc -l <"$work/after-$table") - 1)) rows, sha256 $(sha256sum <"$work/after-$table" | cut -c 1-12)"
  done
  cli cli books --json >"$work/books" || fail "the books do not agree after down and up"
  ask status --json | json 'it["trading"]["level"] == "halted"' >/dev/null || fail "the halt has not survived down and up"
}

# The last line that a container wrote about itself, without the engine's prefix.
last_line() { compose logs --no-color --tail 40 "$1" 2>/dev/null | sed 's/^[^|]*| //' | grep -F "$2" | tail -n 1; }

# The statement is an argument: docker-compose 1.29 does not hand on the end of its standard input.
administer() {
  compose exec -T postgres sh -c \
    'PGPASSWORD=$(cat /var/lib/postgresql/password/password) /usr/lib/postgresql/15/bin/psql -h 127.0.0.1 -U postgres -q -v ON_ERROR_STOP=1 -c "$0" autotrader' \
    "$1" </dev/null
}

expect_sentence() {
  local mistake=$1 wanted=$2 said=$3
  [[ $said == *"$wanted"* ]] || fail "$mistake is answered with: $said"
  say "$mistake → $said"
}

check_mistakes() {
  : >"$work/empty"
  local said
  said=$(cd "$root" && docker-compose --project-name "$project" --env-file "$work/empty" --file docker-compose.yml config -q 2>&1 | tail -n 1 || true)
  expect_sentence "no .env" "cp deploy/env.example .env" "$said"

  echo wrong >"$work/wrong-key"
  chmod 444 "$work/wrong-key"
  said=$(cli -v "$work/wrong-key:/run/wrong-key:ro" -e AUTOTRADER_EXCHANGE_APIKEY_FILE=/run/wrong-key cli doctor --json |
    json '[f["message"] + " → " + f["fix"] for f in it["findings"] if f["check"] == "key"][0]' || true)
  expect_sentence "a bad key" "API key" "$said"

  compose stop --timeout 10 dashboard >>"$work/log" 2>&1
  python3 -m http.server --bind 127.0.0.1 8080 >/dev/null 2>&1 &
  local taker=$!
  within 20 "the port is taken" python3 -c 'import socket; socket.create_connection(("127.0.0.1", 8080), 1)'
  said=$(compose start dashboard 2>&1 | grep -i -m 1 -E 'address already in use|already allocated' || true)
  kill "$taker"
  wait "$taker" 2>/dev/null || true
  expect_sentence "port 8080 taken" "8080" "$said"
  compose up -d --no-build dashboard >>"$work/log" 2>&1

  administer "INSERT INTO signals.schema_migrations (component, number, name) VALUES ('service', 9999, 'of the future')"
  compose restart --timeout 20 signal-filter >>"$work/log" 2>&1
  within 60 "signal-filter says why it does not start" said_newer
  expect_sentence "an old program on a newer schema" "start the newer program" "$(last_line signal-filter 'newer program')"
  administer "DELETE FROM signals.schema_migrations WHERE number = 9999"
  within 120 "signal-filter is well again" healthy signal-filter
  within 120 "the dashboard is well again" healthy dashboard

  said=$(compose run --rm -T -e AUTOTRADER_TRADING_MODE=live -e AUTOTRADER_BUS_LISTEN=tcp://127.0.0.1:5560 executor 2>&1 | grep -m 1 -F 'executor:' || true)
  expect_sentence "live without practice" "paper" "$said"
}

said_newer() { last_line signal-filter 'newer program' | grep -q .; }
