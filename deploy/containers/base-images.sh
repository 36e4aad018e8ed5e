# Sourced by deploy/test-containers: the two images that the Dockerfiles start from, made from this machine where no registry has them.
# What is made here has the same name and the same distribution as the published image; the Dockerfiles cannot tell and are not changed.

runtime_image=debian:bookworm-slim
builder_image=swift:6.3-bookworm

# Makes what is missing. A registry is asked first.
require_base_images() {
  have_image "$runtime_image" || make_runtime_image
  have_image "$builder_image" || make_builder_image
}

have_image() {
  docker image inspect "$1" >/dev/null 2>&1 && return 0
  timeout 300 docker pull --quiet "$1" >/dev/null 2>&1
}

# The address from which this machine gets the distribution: the first Debian archive that apt names.
debian_mirror() {
  apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "bookworm" && $3 == "main" { sub("/$", "", $1); print $1; exit }'
}

# A minimal bookworm without documentation, as the published slim image is.
make_runtime_image() {
  local mirror folder
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || fail "$runtime_image can neither be pulled nor made: apt on this machine knows no mirror of Debian bookworm"
  echo "Making $runtime_image with debootstrap (no registry has it)…"
  folder=$(mktemp -d)
  quietly as_root debootstrap --variant=minbase --include=ca-certificates bookworm "$folder/root" "$mirror"
  as_root sh -c "
    set -e
    cd '$folder/root'
    printf '%s\n' 'path-exclude /usr/share/doc/*' 'path-include /usr/share/doc/*/copyright' 'path-exclude /usr/share/man/*' \
      'path-exclude /usr/share/info/*' 'path-exclude /usr/share/locale/*' 'path-exclude /usr/share/lintian/*' >etc/dpkg/dpkg.cfg.d/slim
    find usr/share/doc -mindepth 2 ! -name copyright ! -type d -delete
    rm -rf usr/share/man/* usr/share/info/* usr/share/locale/* usr/share/lintian/* var/lib/apt/lists/* var/cache/apt/*.bin
    rm -rf var/cache/apt/archives/*.deb var/cache/debconf/*-old var/log/*.log var/log/apt
    find . -xdev -name __pycache__ -prune -exec rm -rf {} +"
  # How this machine reaches its mirror and how it judges the dates of its lists holds for the containers too.
  apt-config dump 2>/dev/null | grep -E '^Acquire::(Check-Valid-Until|Check-Date|https?::Proxy) ' |
    as_root tee "$folder/root/etc/apt/apt.conf.d/90machine" >/dev/null || true
  as_root tar -C "$folder/root" -c . | docker import --change 'CMD ["/bin/bash"]' - "$runtime_image" >/dev/null
  as_root rm -rf "$folder"
}

# The machine's own toolchain on that base, with the packages that the published image has.
make_builder_image() {
  local toolchain container
  toolchain=$(dirname "$(dirname "$(readlink -f "$(command -v swift)")")")
  case $(swift --version 2>/dev/null) in
    *"Swift version 6.3"*) ;;
    *) fail "$builder_image can neither be pulled nor made: the swift on the PATH is not 6.3" ;;
  esac
  echo "Making $builder_image from the toolchain in $toolchain (no registry has it)…"
  container=$(docker create --volume "$toolchain:/toolchain:ro" "$runtime_image" bash -ec '
    apt-get update -q
    apt-get install -q -y --no-install-recommends binutils-gold g++ gcc git gnupg libc6-dev libcurl4-openssl-dev libedit2 libncurses6 \
      libpython3.11 libsqlite3-0 libstdc++-12-dev libxml2-dev pkg-config tzdata zlib1g-dev
    rm -rf /var/lib/apt/lists/*
    tar -C /toolchain -c --exclude="bin/lldb*" --exclude="bin/sourcekit*" --exclude="bin/docc" --exclude="lib/liblldb*" \
      --exclude="lib/libsourcekit*" --exclude="lib/sourcekit*" --exclude="share/docc" --exclude="*/static-linux-wasm*" . | tar -C /usr -x
    update-ca-certificates
    swift --version')
  add_package_copies "$container"
  # What the builder downloads is trusted as this machine trusts it; the runtime image gets none of it.
  docker cp /usr/local/share/ca-certificates/. "$container:/usr/local/share/ca-certificates/"
  if ! quietly docker start --attach "$container"; then
    docker rm --force "$container" >/dev/null
    fail "$builder_image could not be made"
  fi
  docker commit --change 'CMD ["/bin/bash"]' "$container" "$builder_image" >/dev/null
  docker rm "$container" >/dev/null
}

# Where git on this machine is told to take repositories from local folders (url.FOLDER.insteadOf), the builder gets these folders and
# the same words. Without such a configuration the builder fetches the packages as anyone would.
add_package_copies() {
  local key address base configuration
  configuration=$(mktemp)
  while read -r key address; do
    base=${key#url.}
    base=${base%.insteadof}
    if [ -d "$base" ]; then git config --file "$configuration" --add "$key" "$address"; fi
  done < <(git config --get-regexp '^url\..*\.insteadof$')
  if [ -s "$configuration" ]; then
    git config --file "$configuration" --get-regexp --name-only '^url\.' | sort -u | while read -r key; do
      base=${key#url.}
      base=${base%.insteadof}
      as_root tar -C / -c "${base#/}" | docker cp - "$1:/"
    done
    # The copies belong to whoever fetched them, the build runs as root.
    git config --file "$configuration" --add safe.directory '*'
    chmod 644 "$configuration"
    docker cp "$configuration" "$1:/etc/gitconfig"
  fi
  rm -f "$configuration"
}
