"""Tare: measures the images of `examples/` on a container engine and writes the figures into the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pages.calls import MacroEnvironment


def define_env(env: MacroEnvironment) -> None:
    """Register the macros that pages call."""
    from .pages.macros import register

    register(env)
