"""Tells the weather of a day, which is tomorrow if none is named."""

import pathlib
import sys

day = sys.argv[1] if len(sys.argv) > 1 else "tomorrow"
forecast = pathlib.Path(__file__).with_name("forecast.txt")
told = dict(line.split(": ") for line in forecast.read_text().splitlines())
print(f"The weather for {day}: {told.get(day, 'unknown')}.")
