"""Reports how fast Tare is, a line for each figure with its aim or gate; ends with status 1 where a gate is broken."""

from __future__ import annotations

import sys

from tests.bench import warm_site, weighing

if __name__ == "__main__":
    sys.exit(max([warm_site.main(), weighing.main()]))
