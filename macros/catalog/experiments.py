"""Reads `[experiments]` of an example's TOML file: from its tables to cache experiments, and a fault for each slip."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from ..errors import did_you_mean
from .edits import Edit
from .listing import FOLDER
from .model import Experiment

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from .model import Variant
    from .toml_tables import Document, Table

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FORM = 'write `{ file = "app.py", append = "# a comment" }`, or `{ file = "app.py", replace = "…", by = "…" }`'


@dataclass(frozen=True, slots=True)
class ExperimentDeclaration:
    """What an author declares about one cache experiment."""

    name: str
    tags: tuple[str, ...]
    edit: Edit | None
    cleared: bool


def read_experiment_declarations(root: Table) -> tuple[ExperimentDeclaration, ...]:
    """Return the experiments that a TOML file declares, in its order, without those that have faults."""
    parent = root.table("experiments")
    if parent is None:
        return ()
    tables = [table for name in parent.values if (table := parent.table(name)) is not None]
    return tuple(declared for table in tables if (declared := _declaration(table)) is not None)


def read_experiments(
    folder: Path,
    declared: Iterable[ExperimentDeclaration],
    variants: Sequence[Variant],
    tags: Sequence[str],
    document: Document,
) -> tuple[Experiment, ...]:
    """Return the cache experiments of the example in `folder`; `document`, its TOML file, takes the faults.

    `tags` are all that have an entry, also one with faults, which say enough.
    """
    built = {variant.reference.tag: variant for variant in variants}
    for each in declared:
        _refuse_wrong_tags(each, tags, document)
        if each.edit is not None:
            _refuse_wrong_edit(each.name, each.edit, folder, document)
    return tuple(
        Experiment(f"{folder.name}/{each.name}", tuple(built[tag] for tag in each.tags), each.edit, each.cleared)
        for each in declared
        if all(tag in built for tag in each.tags)
    )


def _declaration(table: Table) -> ExperimentDeclaration | None:
    name = str(table.path[-1])
    table.refuse_others(("variants", "edit", "cleared"))
    if not _NAME.fullmatch(name):
        table.fault("", f"`{name}` cannot be the name of an experiment", "use lower-case letters and digits, with `-`")
    tags = table.texts("variants")
    table.missing("variants", 'add `variants = ["TAG", "TAG"]`, the tags of those that are shown side by side')
    edited = table.table("edit")
    edit = None if edited is None else _edit(edited)
    cleared = table.flag("cleared")
    if tags is None or (edit is None and "edit" in table.values):
        return None
    return ExperimentDeclaration(name, tags, edit, cleared)


def _edit(table: Table) -> Edit | None:
    table.refuse_others(("file", "append", "replace", "by"))
    file, appended, replaced, by = table.text("file"), table.text("append"), table.text("replace"), table.output("by")
    given = table.values.keys() & {"append", "replace", "by"}
    if "file" not in table.values or given not in ({"append"}, {"replace", "by"}):
        table.fault("", "`edit` is no change to one file", _FORM)
        return None
    text = appended if "append" in given else by
    if file is None or text is None or (replaced is None and "replace" in given):
        return None
    return Edit(file, replaced, text)


def _refuse_wrong_tags(declared: ExperimentDeclaration, tags: Sequence[str], document: Document) -> None:
    path = ("experiments", declared.name, "variants")
    for tag in dict.fromkeys(declared.tags):
        if tag not in tags:
            known = ", ".join(f"`{each}`" for each in tags)
            document.fault(path, f"`{tag}` is no variant", did_you_mean(tag, tags) or f"name some of {known}")
        elif declared.tags.count(tag) > 1:
            document.fault(path, f"variant `{tag}` stands there twice", "remove one of them")


def _refuse_wrong_edit(name: str, edit: Edit, folder: Path, document: Document) -> None:
    path = ("experiments", name, "edit")
    where = f"{FOLDER}/{folder.name}"
    parts = PurePosixPath(edit.file).parts
    file = folder.joinpath(*parts)
    if file.name.startswith("Dockerfile."):
        document.fault(path, f"`{edit.file}` is a Dockerfile, and no file that is built from", "edit another file")
        return
    inside = bool(parts) and not PurePosixPath(edit.file).is_absolute() and ".." not in parts
    if not inside or not file.is_file() or file.is_symlink():
        known = [each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file()]
        hint = did_you_mean(edit.file, known) or "name a file of the example's folder"
        document.fault(path, f"`{edit.file}` is no file in {where}", hint)
        return
    try:
        before = file.read_bytes().decode()
    except (OSError, UnicodeDecodeError):
        document.fault(path, f"`{edit.file}` is not UTF-8 text", "edit a text file")
        return
    if edit.replaced is not None and (times := before.count(edit.replaced)) != 1:
        remedy = f"replace a text that stands there once, as {where}/{edit.file} has it"
        document.fault(path, f"`{edit.replaced}` stands {times} times in `{edit.file}`", remedy)
    elif edit.applied(before) == before:
        document.fault(path, f"the edit leaves `{edit.file}` as it is", "change something, or leave out `edit`")
