"""Stands for a program that needs a token at build time, as a private package index does."""

import sys

token = sys.argv[1] if len(sys.argv) > 1 else ""
if not token.startswith("example-token-"):
    sys.exit("no token, no forecast")
with open("forecast.txt", "w") as forecast:
    forecast.write("sunny\n")
