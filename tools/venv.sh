#!/bin/sh
# Some Debian machines have Python without the part that makes environments: add it, or say how.
python=$1
venv=$2
rm -rf "$venv"
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
fi
"$python" -m venv "$venv" && exit 0
echo "« $python -m venv » ne marche pas : installez python3-venv (apt-get install python3-venv)." >&2
exit 1
