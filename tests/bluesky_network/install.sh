#!/bin/sh
# Install the Bluesky network used by the tests: once per machine, outside the clone.
# Prints the folder. About 90 s and 500 MB the first time, nothing when it is there already.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
sum() { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; }
version=$(sum "$here/package-lock.json" | cut -c1-12)
home="${LIAISON_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/liaison}/bluesky-$version"
if [ ! -e "$home/installed" ]; then
    command -v npm >/dev/null || { echo "npm is needed to install the Bluesky network: apt-get install npm" >&2; exit 1; }
    mkdir -p "$home"
    cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$home/"
    npm ci --prefix "$home" --ignore-scripts --no-audit --no-fund --loglevel=error >&2
    date >"$home/installed"
fi
echo "$home"
