"""Stands for a program that needs a token at build time, and writes more than the app needs."""

import sys

token = sys.argv[1] if len(sys.argv) > 1 else ""
if not token.startswith("example-token-"):
    sys.exit("no token, no forecast")
with open("history.csv", "w") as history:
    history.writelines(f"{day},{day % 31},cloudy\n" for day in range(2_000_000))
with open("forecast.txt", "w") as forecast:
    forecast.write("today: cloudy\ntomorrow: sunny\n")
