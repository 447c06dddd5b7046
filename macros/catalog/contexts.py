"""Tells what a build can see of its context: from a folder and a Dockerfile to a hash for each file that counts."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import posixpath
import re
import stat
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from e2b_dockerfile_utils import PatternMatcher, ShellLex

from .instructions import context_sources

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import Dockerfile


def context_inputs(folder: Path, dockerfile: Dockerfile, target: str | None) -> dict[str, str]:
    """Return the hash of everything in the build context `folder` that a build of `target` can select, by name.

    What COPY, ADD and bind mounts of the needed stages name is selected, less what the ignore file keeps out. A file's
    hash is over content and permission bits, a folder's (its name ends in "/") over its permission bits, a symbolic
    link's over its target. Where it is not plain what an instruction selects (variables, links), all is selected.
    What ONBUILD triggers of a base image would take is not known here.
    Raises KeyError for an unknown target and ValueError for an ignore file with a bad pattern.
    """
    sources = [
        source
        for stage in dockerfile.needed_stages(target)
        for instruction in stage.instructions
        for source in context_sources(instruction)
    ]
    if not sources:
        return {}
    ignored = read_ignore_file(ignore_file(dockerfile.path))
    try:
        found = list(_walk(os.fspath(folder), "", _Selection(sources), ignored))
    except _FollowsLink:
        found = list(_walk(os.fspath(folder), "", _Selection([""]), ignored))
    return {printable(name): _entry_digest(entry) for name, entry in found}


def selects_something(folder: Path, source: str, ignored: PatternMatcher) -> bool:
    """Tell whether a source as COPY names it is there in the build context `folder`, for all that can be told.

    It is taken to be there where that is not plain: with variables, brackets and symbolic links.
    """
    selection = _Selection([source])
    try:
        return selection.is_all or any(True for _ in _walk(os.fspath(folder), "", selection, ignored))
    except _FollowsLink:
        return True


def regular_files(folder: Path, ignored: PatternMatcher) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield the regular files of the build context `folder` that are not kept out, by path, in a fixed order."""
    for name, entry in _walk(os.fspath(folder), "", _Selection([""]), ignored):
        if entry.is_file(follow_symlinks=False):
            yield name, entry


def takes(source: str, name: str) -> bool:
    """Tell whether a source as COPY names it takes a file of the build context, were the file not kept out.

    It is taken to where that is not plain: with variables and brackets. A symbolic link is taken for a link.
    """
    return _Selection([source]).reach(name) in {_Reach.NAMED, _Reach.INSIDE}


def printable(name: str) -> str:
    """Return a file name as text that can be written as JSON, also where its bytes are no UTF-8."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def ignore_file(dockerfile: Path) -> Path:
    """Return the ignore file that a build of a Dockerfile obeys, which need not exist: its own before the folder's."""
    own = dockerfile.with_name(f"{dockerfile.name}.dockerignore")
    return own if own.is_file() else dockerfile.with_name(".dockerignore")


def read_ignore_file(path: Path) -> PatternMatcher:
    """Return the patterns of an ignore file; none where there is no such file.

    Raises ValueError for a pattern that BuildKit would refuse.
    """
    return PatternMatcher(_text(path).splitlines())


def ignore_lines(path: Path) -> tuple[str, ...]:
    """Return the lines of an ignore file that say something, without comments; none where there is no such file."""
    lines = (line.strip() for line in _text(path).splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig", errors="surrogateescape")
    except FileNotFoundError:
        return ""


class _FollowsLink(Exception):
    """A source goes through a symbolic link: BuildKit follows it, to anywhere in the context."""


class _Reach(Enum):
    """How a path lies to the sources of a build."""

    NOWHERE = 0
    ABOVE = 1
    """Something below it may be named."""
    NAMED = 2
    INSIDE = 3
    """A folder above it is named."""


class _Selection:
    """The sources of a build, compared with paths name by name."""

    def __init__(self, sources: Iterable[str]) -> None:
        self._sources = tuple(_source_pattern(source) for source in sources)

    @property
    def is_all(self) -> bool:
        return () in self._sources

    def reach(self, path: str) -> _Reach:
        names = path.split("/")
        return max((_reach(source, names) for source in self._sources), key=lambda reach: reach.value)


def _source_pattern(source: str) -> tuple[re.Pattern[str], ...]:
    """Return a pattern for each name of a source's path; the empty tuple selects everything.

    The format is Go's filepath.Match, in which `*` and `?` stop at slashes. Names with brackets or backslashes are
    taken for any name: more than they select, never less.
    """
    if "$" in source:
        return ()
    if "\\" not in source:
        try:
            source = ShellLex("\\").process_word(source)  # which takes quotes off
        except ValueError:
            return ()
    path = posixpath.normpath(f"/{source}").lstrip("/")
    names = path.split("/") if path else []
    if "**" in names:
        names = names[: names.index("**")]
    return tuple(re.compile(fnmatch.translate("*" if re.search(r"[\[\\]", name) else name)) for name in names)


def _reach(source: tuple[re.Pattern[str], ...], names: list[str]) -> _Reach:
    if not all(pattern.match(name) for pattern, name in zip(source, names, strict=False)):
        return _Reach.NOWHERE
    if len(names) < len(source):
        return _Reach.ABOVE
    return _Reach.NAMED if len(names) == len(source) else _Reach.INSIDE


def _walk(
    folder: str, prefix: str, selection: _Selection, ignored: PatternMatcher
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield what is selected and not ignored under a folder of the context, in a fixed order."""
    for entry in _listing(f"{folder}/{prefix}"):
        name = f"{prefix}{entry.name}"
        reach = selection.reach(name)
        if reach is _Reach.NOWHERE:
            continue
        kept_out = ignored.matches(name)
        if entry.is_dir(follow_symlinks=False):
            if kept_out and not ignored.may_match_under(name):
                continue
            below = list(_walk(folder, f"{name}/", selection, ignored))
            # A folder is there for what is in it, also when it is ignored itself.
            if below or (reach is not _Reach.ABOVE and not kept_out):
                yield f"{name}/", entry
            yield from below
            continue
        if entry.is_symlink() and reach is not _Reach.INSIDE:
            raise _FollowsLink
        if reach is not _Reach.ABOVE and not kept_out:
            yield name, entry


def _listing(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        # Just removed, or not readable, which the build will say.
        return []


def _entry_digest(entry: os.DirEntry[str]) -> str:
    if entry.is_dir(follow_symlinks=False):
        return _digest(b"folder %o" % _mode(entry))
    if entry.is_symlink():
        return _digest(b"link\0" + os.fsencode(Path(entry.path).readlink()))
    # Opening a pipe would wait for ever.
    if not entry.is_file(follow_symlinks=False):
        return _digest(b"special")
    try:
        with Path(entry.path).open("rb") as file:
            head = hashlib.sha256(b"file %o\0" % _mode(entry))
            return f"sha256:{hashlib.file_digest(file, lambda: head).hexdigest()}"
    except OSError:
        # The build will say that it cannot read the file.
        return _digest(b"unreadable")


def _mode(entry: os.DirEntry[str]) -> int:
    return stat.S_IMODE(entry.stat(follow_symlinks=False).st_mode)


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"
