# Sourced by deploy/up and deploy/test: TradingView's Lightweight Charts for the dashboard, from PyPI, under the build folder.

# Sets AUTOTRADER_DASHBOARD_CHARTLIBRARY. Without a network the dashboard draws simpler charts itself: never an error.
offer_chart_library() {
  local folder="$root/.build/chart-library" file=lightweight-charts.js wheel python=python3
  # The tests' own environment has pip where the distribution's Python has none.
  [ ! -x "$root/.build/python-clients/bin/python" ] || python="$root/.build/python-clients/bin/python"
  if [ ! -s "$folder/$file" ] && command -v "$python" >/dev/null; then
    rm -rf "$folder.new"
    mkdir -p "$folder.new"
    # The wheel is a zip archive; its own dependencies are not wanted.
    if timeout 60 "$python" -m pip download --quiet --disable-pip-version-check --no-input --no-deps --dest "$folder.new" \
      lightweight-charts==2.1 </dev/null >/dev/null 2>&1; then
      wheel=$(find "$folder.new" -name '*.whl' -print -quit)
      if "$python" -c 'import sys, zipfile; sys.stdout.buffer.write(zipfile.ZipFile(sys.argv[1]).read("lightweight_charts/js/lightweight-charts.js"))' \
        "$wheel" >"$folder.new/$file" 2>/dev/null && [ -s "$folder.new/$file" ]; then
        rm -rf "$folder"
        mv "$folder.new" "$folder"
      fi
    fi
    rm -rf "$folder.new"
  fi
  if [ -s "$folder/$file" ]; then export AUTOTRADER_DASHBOARD_CHARTLIBRARY="$folder/$file"; fi
}
