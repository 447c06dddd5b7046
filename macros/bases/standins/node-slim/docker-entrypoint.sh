#!/bin/sh
# As in the official image: what is no command of its own is given to node.
set -e
case "$1" in
    -*) exec node "$@" ;;
esac
if [ -f "$1" ] && [ ! -x "$1" ] || ! command -v "$1" > /dev/null; then
    exec node "$@"
fi
exec "$@"
