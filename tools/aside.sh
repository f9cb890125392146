#!/bin/sh
# Makes room for a new demonstration: one that nobody touched goes, one that was edited is kept aside.
set -eu
folder=$1
[ -e "$folder" ] || exit 0
if [ -d "$folder/.git" ] &&
  [ -z "$(git -C "$folder" status --porcelain)" ] &&
  [ -n "$(git -C "$folder" log -1 --format=%an | grep '^Démonstration')" ]; then
  rm -rf "$folder"
else
  kept="$folder-$(date +%Y%m%d-%H%M%S)"
  mv "$folder" "$kept"
  echo "Vos modifications sont gardées dans $kept" >&2
fi
