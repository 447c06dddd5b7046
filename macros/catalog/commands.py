"""Reads `[commands]` of an example's TOML file: from its tables to commands, and a fault for each slip."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from .model import Command

if TYPE_CHECKING:
    from .toml_tables import Table

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_ASK = re.compile(r"http://localhost:(?P<port>[1-9]\d{1,4})(?:/[^\s#]*)?")
_RUN = re.compile(r"\bdocker (?:container )?run (?P<words>[^\n|;&]*)")
_DETACH = re.compile(r"-[itP]*d[itPp]*|--detach(?:=true)?")
"""Alone, or with other options that take no value; `-p` may be the last."""
_LIMITS = {"seconds": range(1, 301), "output": range(1, 256 * 1024 + 1)}
"""Seconds, and bytes."""
_FOR_RUNNING = ("images", "ask", *_LIMITS)
"""What a command that builds does not take: it is not run."""


def read_commands(root: Table, example: str) -> tuple[Command, ...]:
    """Return the commands that a TOML file declares, in its order; one with a fault may be missing or lack a part."""
    parent = root.table("commands")
    if parent is None:
        return ()
    tables = [table for name in parent.values if (table := parent.table(name)) is not None]
    return tuple(command for table in tables if (command := _command(table, example)) is not None)


def _command(table: Table, example: str) -> Command | None:
    name = str(table.path[-1])
    table.refuse_others(("run", "builds", *_FOR_RUNNING))
    if not _NAME.fullmatch(name):
        table.fault("", f"`{name}` cannot be the name of a command", "use lower-case letters and digits, with `-`")
    text = _text(table)
    table.missing("run", 'add `run = "what is typed"`')
    builds, images = table.text("builds"), table.texts("images", may_be_empty=True)
    if "builds" in table.values:
        for key in _FOR_RUNNING:
            if key in table.values:
                table.fault(key, f"`{key}` is for commands that are run, and this one shows a build", "remove it")
    else:
        remedy = 'add `images = ["myapp:slim"]`, the image references that it uses, or `images = []` where it uses none'
        table.missing("images", remedy)
    ask = _ask(table, text or "", images or ())
    limits = {key: value for key in _LIMITS if (value := _limit(table, key)) is not None}
    if text is None:
        return None
    return Command(
        name=f"{example}/{name}",
        text=text,
        images=tuple(dict.fromkeys(images or ())),
        builds=builds,
        ask=ask,
        **limits,
    )


def _text(table: Table) -> str | None:
    text = table.text("run")
    if text is None:
        return None
    if not text.replace("\n", "").replace("\t", "").isprintable():
        table.fault("run", "`run` has characters that nobody can type", "write what a reader would type")
        return None
    return text.strip("\n")


def _ask(table: Table, text: str, images: tuple[str, ...]) -> str | None:
    url = table.text("ask")
    if url is None:
        return None
    form = _ASK.fullmatch(url)
    if form is None:
        remedy = "write the address that a reader would open, such as `http://localhost:8686/`"
        table.fault("ask", f"`{url}` cannot be asked", remedy)
    elif text and not re.search(rf"\b{form['port']}:\d", text):
        remedy = f"publish it with `-p {form['port']}:8000`, or ask the port that is published"
        table.fault("ask", f"`run` publishes no port {form['port']}", remedy)
    elif _detaches(text, images):
        remedy = "leave out `-d`: what is asked stays in the foreground, and is ended after its answer"
        table.fault("run", "`run` leaves its container to itself, and `ask` needs one in the foreground", remedy)
    return url


def _detaches(text: str, images: tuple[str, ...]) -> bool:
    """Return whether a `docker run` has the option `-d`: among the words before its image."""
    for run in _RUN.finditer(text.replace("\\\n", " ")):
        options = takewhile(lambda word: word not in images, run["words"].split())
        if any(_DETACH.fullmatch(word) for word in options):
            return True
    return False


def _limit(table: Table, key: str) -> int | None:
    value, limits = table.number(key), _LIMITS[key]
    if value is not None and value not in limits:
        table.fault(key, f"`{key}` is {value}", f"write {limits.start} to {limits.stop - 1}")
        return None
    return value
