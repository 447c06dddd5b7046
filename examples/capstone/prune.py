"""Serves the app once, and removes from a copy of the file system every file that this did not take."""

import os
import sys
import threading
import time
import urllib.request
from pathlib import Path

opened = {"/usr/local/bin/python"}
sys.addaudithook(lambda event, details: event == "open" and opened.add(str(details[0])))

import app  # noqa: E402 - only now are its files noticed

threading.Thread(target=app.app.run, kwargs={"port": 8000}, daemon=True).start()
for _ in range(50):
    try:
        print(urllib.request.urlopen("http://127.0.0.1:8000/").read().decode())
        break
    except OSError:
        time.sleep(0.1)
else:
    sys.exit("the app does not answer")

opened.update(module.__file__ for module in list(sys.modules.values()) if getattr(module, "__file__", None))
# Shared libraries are not opened by Python: the kernel lists what is mapped.
opened.update(line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "/" in line)
used = {os.path.realpath(path) for path in opened}
copy = Path(sys.argv[1])
for path in [path for path in copy.rglob("*") if not path.is_dir()]:
    if os.path.realpath(Path("/", path.relative_to(copy))) not in used:
        path.unlink()
