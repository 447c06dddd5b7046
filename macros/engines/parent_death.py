"""Ties what is started to who starts it."""

from __future__ import annotations

import shutil


def parent_death(name: str) -> tuple[str, ...]:
    """Return the prefix with which a program gets a signal when the thread that started it ends, where there is one.

    `name` is the signal's, for example "TERM".
    """
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", name) if setpriv else ()
