"""Reads `examples/`: from folders and TOML files to the catalog, and every fault in them at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import Fault, WrongSource, did_you_mean
from .challenges import check_challenge
from .command_checks import KnownReferences, check_commands
from .contexts import ignore_file, read_ignore_file
from .declarations import Declaration, VariantDeclaration, read_declaration
from .dockerfiles import parse_dockerfile
from .experiments import read_experiments
from .folders import folder_faults, is_utf_8
from .foreign import read_for
from .ladders import read_ladder
from .listing import FOLDER, list_sources
from .model import Catalog, Dockerfile, Example, ImageReference, Variant
from .smoke_tests import exposed_port, lines_to_add
from .sources import source_faults
from .texts import read_text
from .toml_tables import Document

_NAME = re.compile(r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*")
"""One part of an image's repository name, as the OCI distribution specification has it."""
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")
_PREFIX = "Dockerfile."


def read_catalog(root: Path) -> tuple[Catalog, tuple[Fault, ...]]:
    """Return what stands in `root`/examples and everything that is wrong with it.

    An example with a fault is not among the catalog's examples; its name is among the broken ones.
    """
    examples: list[Example] = []
    faults: list[Fault] = []
    broken: set[str] = set()
    broken_tags: dict[str, frozenset[str]] = {}
    folders, tomls = list_sources(root / FOLDER, faults)
    readers = [_Reader(root, name) for name in sorted(folders | tomls)]
    read = [reader.read(has_folder=reader.name in folders, has_toml=reader.name in tomls) for reader in readers]
    known = _known_references(readers)
    for reader, example in zip(readers, read, strict=True):
        if example is not None and reader.document is not None:
            check_commands(example, reader.document, known)
        found = [*reader.faults, *(reader.document.faults if reader.document else ())]
        faults += found
        if example is None or found:
            broken.add(reader.name)
            if reader.tags is not None:
                broken_tags[reader.name] = reader.tags
        else:
            examples.append(example)
    if not examples and not faults:
        faults.append(
            Fault(FOLDER, None, "there is no example in it", f"add {FOLDER}/NAME/Dockerfile.TAG and {FOLDER}/NAME.toml")
        )
    return Catalog(root, tuple(examples), frozenset(broken), broken_tags), tuple(faults)


@dataclass
class _Reader:
    """Reads one example and gathers its faults."""

    root: Path
    name: str
    faults: list[Fault] = field(default_factory=list)
    tags: frozenset[str] | None = None
    """Every tag that a Dockerfile or the TOML file gives; None until both are read."""
    document: Document | None = None
    """The TOML file, with its own faults; None until it is read."""

    def read(self, *, has_folder: bool, has_toml: bool) -> Example | None:
        if not _NAME.fullmatch(self.name):
            self._fault(
                self.folder if has_folder else self.toml,
                f"`{self.name}` cannot be the name of an image",
                "use lower-case letters and digits, with `-`, `_` or `.` between them",
            )
            return None
        if not has_folder:
            self._fault(
                self.toml,
                f"it has no folder {FOLDER}/{self.name}",
                f"add the folder with a Dockerfile.TAG in it, or remove {self.name}.toml",
            )
            return None
        self.faults += folder_faults(self.folder, self._where(self.folder))
        dockerfiles = self._dockerfiles()
        if not has_toml:
            tags = dockerfiles or ("TAG",)
            tables = ", ".join(f'`[variants.{_quoted(tag)}]`, `summary = "…"`' for tag in tags)
            lines = f'`title = "…"`, {tables}'
            remedy = f"add it with {lines}, {lines_to_add(next(iter(_ports(dockerfiles).values()), None))}"
            self._fault(self.folder, f"it has no {self.name}.toml beside it", remedy)
            return None
        text = self._text(self.toml)
        if text is None:
            return None
        declaration, self.document = read_declaration(self.name, self._where(self.toml), text, _ports(dockerfiles))
        if declaration is None:
            return None
        self.tags = frozenset(declaration.tags) | dockerfiles.keys()
        lent = tuple(variant.dockerfile for variant in declaration.variants if variant.platform is not None)
        _refuse_undeclared(self.document, (*declaration.tags, *lent), tuple(dockerfiles))
        variants = self._variants(declaration, self.document, dockerfiles)
        ladder = read_ladder(declaration, variants, self.document)
        given = (declaration.experiments, variants, declaration.tags, self.document)
        experiments = read_experiments(self.folder, *given)
        if declaration.challenge is not None:
            check_challenge(declaration.challenge, self.folder, variants, declaration.tags, self.document)
        parts = (declaration.commands, ladder, experiments, declaration.challenge)
        return Example(self.name, declaration.title, self.folder, variants, *parts)

    @property
    def folder(self) -> Path:
        return self.root / FOLDER / self.name

    @property
    def toml(self) -> Path:
        return self.root / FOLDER / f"{self.name}.toml"

    def _dockerfiles(self) -> dict[str, Dockerfile | None]:
        """Return the Dockerfiles by tag; None for one with faults."""
        found: dict[str, Dockerfile | None] = {}
        for path in sorted(self.folder.iterdir()):
            if path.name == "Dockerfile":
                self._fault(path, "it has no tag", "rename it to Dockerfile.TAG: `TAG` becomes the image's tag")
            if (
                not path.name.startswith(_PREFIX)
                or path.name.endswith((".dockerignore", "~"))
                or not is_utf_8(path.name)
            ):
                continue
            tag = path.name.removeprefix(_PREFIX)
            found[tag] = None
            if not _TAG.fullmatch(tag):
                self._fault(
                    path, f"`{tag}` cannot be the tag of an image", "use letters, digits, `-`, `_` and `.`, 128 at most"
                )
            elif (text := self._text(path)) is not None and self._ignore_file_is_good(path):
                try:
                    dockerfile = parse_dockerfile(path, text, self._where(path))
                except WrongSource as wrong:
                    self.faults += wrong.faults
                else:
                    found[tag] = dockerfile
                    self.faults += source_faults(self.folder, dockerfile, self._where(path))
        if not found:
            remedy = f"add {FOLDER}/{self.name}/Dockerfile.TAG: `TAG` becomes the image's tag"
            self._fault(self.folder, "it has no Dockerfile.TAG", remedy)
        return found

    def _ignore_file_is_good(self, dockerfile: Path) -> bool:
        path = ignore_file(dockerfile)
        try:
            read_ignore_file(path)
        except ValueError as error:
            self._fault(path, f"it has a bad pattern ({error})", "mend the pattern")
        except OSError as error:
            self._fault(path, f"it cannot be read ({error.strerror})", "make it a readable file")
        else:
            return True
        return False

    def _variants(
        self, declaration: Declaration, document: Document, dockerfiles: dict[str, Dockerfile | None]
    ) -> tuple[Variant, ...]:
        variants = []
        for declared in declaration.variants:
            if declared.dockerfile not in dockerfiles:
                self._refuse_missing(declared, document, tuple(dockerfiles))
                continue
            dockerfile = dockerfiles[declared.dockerfile]
            if dockerfile is None or not self._target_is_good(declared, document, dockerfile):
                continue
            if declared.platform is not None:
                dockerfile = self._for_platform(declared.platform, declared, dockerfile)
            if dockerfile is not None:
                variants.append(_variant(self.name, declared, dockerfile))
        return tuple(variants)

    def _for_platform(self, platform: str, declared: VariantDeclaration, dockerfile: Dockerfile) -> Dockerfile | None:
        """Return a Dockerfile as a build for a platform reads it; None, and faults, where there is no such build."""
        try:
            return read_for(platform, dockerfile, declared.target, self._where(dockerfile.path))
        except WrongSource as wrong:
            # Several variants can be of one Dockerfile.
            self.faults += [fault for fault in wrong.faults if fault not in self.faults]
            return None

    def _refuse_missing(self, declared: VariantDeclaration, document: Document, tags: tuple[str, ...]) -> None:
        missing = f"Dockerfile.{declared.dockerfile}"
        hint = did_you_mean(declared.dockerfile, tags)
        if not _TAG.fullmatch(declared.tag):
            hint = "use letters, digits, `-`, `_` and `.` in a tag"
        document.fault(
            ("variants", declared.tag, "dockerfile"),
            f"variant `{declared.tag}` has no {missing}",
            hint or f"add {FOLDER}/{self.name}/{missing}",
        )

    def _target_is_good(self, declared: VariantDeclaration, document: Document, dockerfile: Dockerfile) -> bool:
        try:
            dockerfile.stage_index(declared.target)
        except KeyError:
            names = [stage.name for stage in dockerfile.stages if stage.name]
            hint = did_you_mean(declared.target or "", names) or f"name a stage in it with `AS {declared.target}`"
            problem = f"Dockerfile.{declared.dockerfile} has no stage `{declared.target}`"
            document.fault(("variants", declared.tag, "target"), problem, hint)
            return False
        if not _TAG.fullmatch(declared.tag):
            problem = f"`{declared.tag}` cannot be the tag of an image"
            document.fault(("variants", declared.tag), problem, "use letters, digits, `-`, `_` and `.`, 128 at most")
            return False
        return True

    def _text(self, path: Path) -> str | None:
        """Return a file's text, to the byte; None, and a fault, where that is not possible."""
        if path.is_symlink():
            self._fault(path, "it is a symbolic link", "put the file itself there")
            return None
        text = read_text(path, self._where(path))
        if isinstance(text, Fault):
            self.faults.append(text)
            return None
        return text

    def _fault(self, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self._where(path), None, problem, remedy))

    def _where(self, path: Path) -> str:
        return path.relative_to(self.root).as_posix()


def _ports(dockerfiles: dict[str, Dockerfile | None]) -> dict[str, int]:
    """Return which port each Dockerfile exposes, by its tag, of those that expose one."""
    read = {tag: dockerfile for tag, dockerfile in dockerfiles.items() if dockerfile is not None}
    return {tag: port for tag, dockerfile in read.items() if (port := exposed_port(dockerfile)) is not None}


def _known_references(readers: list[_Reader]) -> KnownReferences:
    return KnownReferences(
        frozenset(f"{reader.name}:{tag}" for reader in readers for tag in reader.tags or ()),
        frozenset(reader.name for reader in readers if reader.tags is None),
    )


def _refuse_undeclared(document: Document, tags: tuple[str, ...], dockerfiles: tuple[str, ...]) -> None:
    for tag in dockerfiles:
        if tag not in tags:
            hint = did_you_mean(tag, [other for other in tags if other not in dockerfiles])
            lines = f'add `[variants.{_quoted(tag)}]` and `summary = "…"`'
            document.fault(("variants",), f"Dockerfile.{tag} has no entry", hint or lines)


def _variant(example: str, declared: VariantDeclaration, dockerfile: Dockerfile) -> Variant:
    return Variant(
        reference=ImageReference(example, declared.tag),
        summary=declared.summary,
        dockerfile=dockerfile,
        target=declared.target,
        smoke_tests=declared.smoke_tests,
        needs_registry=declared.needs_registry,
        cited=declared.cited,
        mistakes=declared.mistakes,
        platform=declared.platform,
    )


def _quoted(tag: str) -> str:
    return f'"{tag}"' if "." in tag else tag
