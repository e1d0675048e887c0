#!/usr/bin/env bash
# Prepare this folder to run: Python, uv, locked dependencies, catalogs, the Temporal server. Safe to repeat.
set -euo pipefail
cd "$(dirname "$0")/.."

UV_VERSION=0.13.9
TOOLS=.caseline-tools
STAMP=.venv/.caseline-ready
SERVER=.venv/.caseline-server

say() { printf '%s\n' "setup: $*" >&2; }
fail() { printf '\n%s\n' "setup failed: $*" >&2; exit 1; }

# A pyenv shim can be on PATH and still fail to run, so try each candidate.
find_python() {
  local name
  for name in python3.13 python3.12 python3.11 python3 python; do
    if "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      "$name" -c 'import sys; print(sys.executable)'
      return
    fi
  done
  fail "no Python 3.11 or newer with its venv module was found. Install one (Debian, Ubuntu: apt install python3 python3-venv), then repeat."
}

find_uv() {
  if uv --version >/dev/null 2>&1; then
    command -v uv
  elif [ -x "$TOOLS/bin/uv" ] && "$TOOLS/bin/uv" --version >/dev/null 2>&1; then
    printf '%s\n' "$PWD/$TOOLS/bin/uv"
  else
    say "installing uv $UV_VERSION into $TOOLS"
    "$1" -m venv --clear "$TOOLS" >&2 || fail "a virtual environment could not be made with $1. On Debian and Ubuntu: apt install python3-venv, then repeat."
    "$TOOLS/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" >&2 ||
      fail "uv could not be installed from PyPI. Check the network (or install uv yourself and have it on PATH), then repeat."
    printf '%s\n' "$PWD/$TOOLS/bin/uv"
  fi
}

fingerprint() { cat pyproject.toml uv.lock tools/bootstrap.sh | cksum; printf '%s\n' "$PWD"; }

sync_dependencies() {
  if [ -x .venv/bin/python ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$(fingerprint)" ]; then
    say "dependencies are up to date"
    return
  fi
  local python uv
  python=$(find_python)
  uv=$(find_uv "$python")
  say "installing the locked dependencies into .venv ($("$python" --version), $("$uv" --version))"
  # Compile bytecode once, now: where Python cannot write, each process would compile it again, 3 s of CPU.
  UV_PYTHON_DOWNLOADS=never UV_COMPILE_BYTECODE=1 "$uv" sync --frozen --all-extras --python "$python" >&2 ||
    fail "the locked dependencies could not be installed; the lines above say why. Check the network, then repeat."
  fingerprint >"$STAMP"
}

catalogs_are_compiled() {
  local po
  for po in locales/*/LC_MESSAGES/*.po; do
    [ ! -e "$po" ] || [ "${po%.po}.mo" -nt "$po" ] || return 1
  done
}

compile_catalogs() {
  if catalogs_are_compiled; then
    say "translations are up to date"
    return
  fi
  say "compiling the translations"
  .venv/bin/caseline translations compile >/dev/null || fail "the translations could not be compiled; the lines above name the file and the line to correct."
}

install_server() {
  if [ -x "$(cat "$SERVER" 2>/dev/null)" ]; then
    say "the Temporal server is there"
    return
  fi
  say "looking for the Temporal server"
  .venv/bin/caseline temporal install >"$SERVER" || fail "there is no Temporal server to use; the lines above say what to do."
}

sync_dependencies
compile_catalogs
install_server
say "ready"
