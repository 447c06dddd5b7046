"""Removes from an engine what a command made there and did not remove itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import quote

from .upstream import call

if TYPE_CHECKING:
    from ..engines.engine import CommandLine
    from .scope import Scope


def remove_leftovers(command_line: CommandLine, scope: Scope) -> None:
    """Remove the command's containers, then the networks and volumes that they used.

    The engine is asked by label, so that also what was made in the last moment is found.
    Raises SurroundingsError when the engine does not answer.
    """
    own = quote(json.dumps({"label": [scope.label_filter]}))
    for container in call(command_line, "GET", f"/containers/json?all=1&filters={own}") or ():
        call(command_line, "DELETE", f"/containers/{container['Id']}?force=1&v=1")
    for network in call(command_line, "GET", f"/networks?filters={own}") or ():
        call(command_line, "DELETE", f"/networks/{network['Id']}")
    for volume in (call(command_line, "GET", f"/volumes?filters={own}") or {}).get("Volumes") or ():
        call(command_line, "DELETE", f"/volumes/{volume['Name']}?force=1")
