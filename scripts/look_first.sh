#!/bin/sh
# Looks whether this machine has what Bihuan needs, before anything is installed.
# Prints the interpreter to use on standard output; what is missing goes to standard error, all at once.
# With an argument (a virtual environment that exists) it asks instead whether its package index answers.

here=$(dirname "$0")

if [ -n "$1" ]; then
    pin=$(sed -n 's/^\(setuptools==.*\)/\1/p' "$here/../requirements/build.txt")
    if answer=$("$1/bin/python" -m pip install --quiet --dry-run --no-deps --ignore-installed "$pin" 2>&1); then
        exit 0
    fi
    echo "missing: a package index. pip could not find $pin:" >&2
    echo "$answer" | tail -n 3 >&2
    echo "  set one with PIP_INDEX_URL, or packages on disk with PIP_FIND_LINKS, and run this again" >&2
    exit 1
fi

python=""
for candidate in ${BIHUAN_PYTHON:-} python3.12 python3.11 python3 python; do
    # A name on the path may be a shim for a version that is not installed: only running it tells.
    if "$candidate" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info < (3, 13))' 2>/dev/null; then
        python=$candidate
        break
    fi
done

missing=0
if [ -z "$python" ]; then
    echo "missing: Python 3.11 or 3.12 (tried python3.12, python3.11, python3, python; name another with BIHUAN_PYTHON)" >&2
    missing=1
else
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "missing: the venv module of $python (Debian, Ubuntu: the package python3-venv of that version)" >&2
        missing=1
    fi
    if ! "$python" -c 'import os, sysconfig; raise SystemExit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null; then
        echo "missing: the C headers of $python (Debian, Ubuntu: python3-dev; Fedora: python3-devel)" >&2
        missing=1
    fi
fi

compiler=""
for candidate in ${CC:-} cc gcc clang; do
    if command -v "$candidate" >/dev/null 2>&1; then
        compiler=$candidate
        break
    fi
done
if [ -z "$compiler" ]; then
    echo "missing: a C compiler; the rules engine is built from source (Debian, Ubuntu: build-essential; macOS: xcode-select --install)" >&2
    missing=1
fi

[ "$missing" -eq 0 ] || exit 1
echo "$python"
