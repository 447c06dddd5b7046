"""Tells the addresses of the loopback interface, or the masks with the word `masks`."""

import sys

import netifaces

KEYS = {"addresses": "addr", "masks": "netmask"}
key = KEYS[sys.argv[1] if len(sys.argv) > 1 else "addresses"]
for entry in netifaces.ifaddresses("lo")[netifaces.AF_INET]:
    print("lo", entry[key])
