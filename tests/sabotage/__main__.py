"""Makes every change, or those whose name holds a word that is given; ends with status 1 where one disagrees."""

from __future__ import annotations

import sys

from tests.sabotage.harness import hold, report
from tests.sabotage.kinds import CHANGES

if __name__ == "__main__":
    words = sys.argv[1:]
    wanted = [change for change in CHANGES if not words or any(word in str(change) for word in words)]
    sys.exit(report(hold(wanted)))
