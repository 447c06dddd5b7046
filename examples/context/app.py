import humanize

print(f"Hello from {humanize.apnumber(1)} container!")
