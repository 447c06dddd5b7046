#!/bin/sh
# Prints a menu, fetched as from a server.
curl --silent --fail "file:///app/$1.txt" || echo "there is no menu $1"
