#!/bin/sh
# Runs as mmdebstrap's customize hook; $1 is the new root. Puts the recipe's files and the machine's own
# (package sources, certificates) into it and takes out what the official image has not.
set -eu
for folder in /tmp/files/*; do
    (cd "$folder" && find . -type f -exec install -D -m 644 '{}' "$1/{}" ';')
done
rm -f "$1"/etc/apt/sources.list.d/0000* "$1"/etc/dpkg/dpkg.cfg.d/99mmdebstrap "$1"/etc/hostname "$1"/etc/resolv.conf
# apt's package caches take 43 MB each.
rm -f "$1"/var/cache/apt/*.bin
