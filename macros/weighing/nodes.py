"""What a name in a file system stands for: a regular file, a symbolic link, a folder, or something else."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True, eq=False)
class File:
    """A regular file, under however many names."""

    path: str
    """As it stood in the layer that brought it."""
    bytes: int
    layer: int
    links: int = 1


@dataclass(slots=True, eq=False)
class Link:
    """A symbolic link."""

    target: str


@dataclass(slots=True, eq=False)
class Other:
    """A device or a pipe."""


@dataclass(slots=True, eq=False)
class Folder:
    """What a folder holds, by name."""

    children: dict[str, Node] = field(default_factory=dict)


Node = File | Link | Other | Folder
