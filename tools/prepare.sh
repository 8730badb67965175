#!/bin/sh
# Brings what a command of the Makefile needs, and names what it cannot bring.
#
#   tools/prepare.sh python LOCK    makes .venv with what requirements/LOCK.txt pins, and this package
#   tools/prepare.sh browser        finds or installs Chromium
#   tools/prepare.sh brokers        finds or installs Redis, NATS and nginx
#   tools/prepare.sh jinja          fetches Jinja's own tests, of the version that is pinned, into build/
#   tools/prepare.sh peers          installs what `make bench` compares with, each into build/peers/NAME
#   tools/prepare.sh oldest         makes build/oldest/venv with the oldest versions that pyproject.toml allows
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

# Whether Debian packages can be installed without asking anybody; then $sudo says how.
can_install() {
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" = 0 ]; then sudo=""; else sudo="sudo -n"; fi
    $sudo true 2>/dev/null && $sudo apt-get update -qq
}

install_packages() {
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# Playwright brings a Node of its own, which needs one library that a bare system lacks.
has_driver() {
    .venv/bin/python -m playwright --version >/dev/null 2>&1
}

# Whether Debian has a package of this name. Ubuntu's of Chromium only point to a snap.
offers() {
    command -v apt-cache >/dev/null && apt-cache show "$1" 2>/dev/null | grep -q '^Depends:.*libc6'
}

# The same browser without windows around its pages: the tests take half of the time.
has_shell() {
    [ -x /usr/bin/chromium-headless-shell ]
}

has_chromium() {
    has_shell || [ -x /usr/bin/chromium ] || .venv/bin/python - <<'PYTHON'
import os, sys
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not os.path.exists(playwright.chromium.executable_path))
PYTHON
}

install_chromium() {
    if [ -n "$installs" ] && offers chromium; then
        install_packages chromium && return
    fi
    [ -z "$installs" ] || $sudo .venv/bin/python -m playwright install-deps chromium >/dev/null || true
    .venv/bin/python -m playwright install chromium
}

give_up() {
    echo "The browser tests need $1, and it could not be installed. On Debian:" >&2
    echo "    sudo apt-get install $1" >&2
    exit 1
}

prepare_browser() {
    has_driver && has_chromium && { has_shell || ! offers chromium-headless-shell; } && return
    echo "Looking for Chromium, for the browser tests." >&2
    if can_install; then installs=yes; else installs=""; fi
    has_driver || { [ -n "$installs" ] && install_packages libatomic1; } || give_up libatomic1
    has_shell || [ -z "$installs" ] || ! offers chromium-headless-shell || install_packages chromium-headless-shell || true
    has_chromium || install_chromium || give_up chromium
}

# Debian keeps servers where the PATH of users does not look.
has_program() {
    (PATH="$PATH:/usr/sbin:/usr/local/sbin" && command -v "$1" >/dev/null)
}

prepare_brokers() {
    missing=""
    for program in redis-server nats-server nginx; do
        has_program "$program" || missing="$missing $program"
    done
    [ -z "$missing" ] && return
    echo "Installing$missing for the tests of stores and proxies." >&2
    # shellcheck disable=SC2086 # one package each
    { can_install && install_packages $missing; } && return
    echo "The tests need$missing, which could not be installed. On Debian:" >&2
    echo "    sudo apt-get install$missing" >&2
    exit 1
}

prepare_jinja() {
    pinned=$(sed -n 's/^jinja2==\([^ ]*\).*/\1/p' requirements/jinja-suite.txt)
    [ -d "build/jinja2-$pinned/tests" ] && return
    fetched=$(mktemp -d)
    .venv/bin/python -m pip download --quiet --disable-pip-version-check --no-deps --no-binary jinja2 --require-hashes \
        --dest "$fetched" -r requirements/jinja-suite.txt || {
        echo "Jinja's own tests could not be fetched from PyPI; they are part of the tests." >&2
        exit 1
    }
    mkdir -p build
    tar -xzf "$fetched"/jinja2-*.tar.gz -C build
    rm -rf "$fetched"
}

prepare_oldest() {
    .venv/bin/python -m pip install --quiet --disable-pip-version-check uv
    mkdir -p build/oldest
    .venv/bin/uv pip compile pyproject.toml --all-extras --resolution lowest-direct --python-version 3.11 --no-header \
        --no-annotate --quiet --output-file build/oldest/versions.txt
    [ -x build/oldest/venv/bin/python ] || .venv/bin/uv venv --quiet build/oldest/venv
    # Of what only tests need, the newest, and httpx, which an old Starlette's test client wants; the package itself is
    # found where it stands.
    .venv/bin/uv pip install --quiet --python build/oldest/venv -r build/oldest/versions.txt --group tests httpx
}

# Each in an environment of its own, of the versions that requirements/peer-NAME.txt pins. One that cannot be had is
# said, and left out: the other figures are there all the same.
prepare_peers() {
    for list in requirements/peer-*.txt; do
        name=${list#requirements/peer-}
        venv=build/peers/${name%.txt}
        cmp -s "$list" "$venv/.installed" && continue
        echo "Installing ${name%.txt}, to compare with." >&2
        { .venv/bin/python -m venv --clear "$venv" &&
            "$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$list" &&
            cp "$list" "$venv/.installed"; } ||
            echo "${name%.txt} could not be installed from PyPI ($list); it is not compared with." >&2
    done
}

case "$*" in
    "python demo" | "python dev") prepare_python "$2" ;;
    browser) prepare_browser ;;
    brokers) prepare_brokers ;;
    jinja) prepare_jinja ;;
    peers) prepare_peers ;;
    oldest) prepare_oldest ;;
    *)
        sed -n '2,9s/^# \{0,1\}//p' "$0" >&2
        exit 2
        ;;
esac
