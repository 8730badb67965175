#!/bin/sh
# Brings what a command of the Makefile needs, and names what it cannot bring.
#
#   tools/prepare.sh python LOCK    makes .venv with what requirements/LOCK.txt pins, and this package
#   tools/prepare.sh browser        finds or installs Chromium
set -eu
cd "$(dirname "$0")/.."

# The first Python that is new enough, of those that are usual.
find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$name"
            return
        fi
    done
}

check_prerequisites() {
    missing=""
    command -v git >/dev/null || missing="$missing git"
    python=$(find_python)
    if [ -z "$python" ]; then
        missing="$missing python3 python3-venv"
    elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        case $python in python3.*) missing="$missing $python-venv" ;; *) missing="$missing python3-venv" ;; esac
    fi
    [ -z "$missing" ] && return
    echo "Missing:$missing (Python 3.11 or newer). On Debian or Ubuntu:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 1
}

prepare_python() {
    check_prerequisites
    # A virtual environment of another Python, or one that was moved, is of no use.
    [ -x .venv/bin/python ] && .venv/bin/python -c 'import pip' 2>/dev/null || "$python" -m venv --clear .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
}

# Prints how to be root here without being asked for a password; fails where there is no way.
as_root() {
    [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null && echo "sudo -n"; }
}

has_browser() {
    command -v chromium >/dev/null || .venv/bin/python - <<'PYTHON'
import os, sys
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))
PYTHON
}

install_debian_chromium() {
    command -v apt-get >/dev/null && sudo=$(as_root) || return 1
    export DEBIAN_FRONTEND=noninteractive
    $sudo apt-get update -qq || return 1
    # Ubuntu's package of this name only points to a snap.
    apt-cache show chromium 2>/dev/null | grep -q '^Depends:.*libc6' || return 1
    $sudo apt-get install -y -qq --no-install-recommends chromium >/dev/null
}

install_playwright_chromium() {
    if sudo=$(as_root); then
        $sudo .venv/bin/python -m playwright install-deps chromium >/dev/null || true
    fi
    .venv/bin/python -m playwright install chromium
}

prepare_browser() {
    has_browser && return
    echo "Installing Chromium for the browser tests." >&2
    install_debian_chromium || install_playwright_chromium || {
        echo "The browser tests need Chromium, and it could not be installed. On Debian:" >&2
        echo "    sudo apt-get install chromium" >&2
        echo "Elsewhere: .venv/bin/python -m playwright install --with-deps chromium" >&2
        exit 1
    }
}

case "$*" in
    "python demo" | "python dev") prepare_python "$2" ;;
    browser) prepare_browser ;;
    *)
        sed -n '2,5s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
