"""The options of the plugin `tare` in mkdocs.yml."""

from __future__ import annotations

import re

from mkdocs.config.base import Config, ValidationError
from mkdocs.config.config_options import Choice, Type

from .sheet import DEFAULT_PLATFORM

GENERATORS = ("mkdocs", "zensical")
_PLATFORM = re.compile(r"[a-z0-9]+/[a-z0-9_]+(?:/[a-z0-9]+)?")


class Platform(Type[str]):
    """A platform as Docker writes it: operating system, architecture, and a variant where there is one."""

    def __init__(self) -> None:
        super().__init__(str, default=DEFAULT_PLATFORM)

    def run_validation(self, value: object) -> str:
        """Return the platform. Raises ValidationError, which MkDocs tells, for anything else."""
        platform = str(super().run_validation(value))
        if not _PLATFORM.fullmatch(platform):
            raise ValidationError(f"`{platform}` is no platform such as linux/amd64 or linux/arm/v7")
        return platform


class TareOptions(Config):
    """What can stand below `tare` in mkdocs.yml."""

    platform = Platform()
    """What the site's claims are checked for; those about images of another platform are shown as not checked."""
    generator = Choice(GENERATORS, default=GENERATORS[0])
    """What `tare site` renders the pages with."""
