"""The nouns of the catalog: examples, variants, Dockerfiles, instructions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from .cards import Card
from .challenge import Challenge
from .edits import Edit


@dataclass(frozen=True, slots=True, order=True)
class ImageReference:
    """The name that a reader types, for example `myapp:slim`: example and tag."""

    example: str
    tag: str

    def __str__(self) -> str:
        return f"{self.example}:{self.tag}"


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction of a Dockerfile."""

    keyword: str
    """Upper case, for example "RUN"."""
    text: str
    """The instruction as BuildKit joins it: continuation lines on one line, flags included."""
    line: int
    """First line in the Dockerfile, from 1."""
    end_line: int
    """Last line, heredocs included."""
    flags: tuple[str, ...]
    """For example "--from=builder"."""
    arguments: tuple[str, ...]

    @property
    def named(self) -> str:
        """Its text as TOML files name it, with its keyword in upper case."""
        return f"{self.keyword}{self.text[len(self.keyword) :]}"


@dataclass(frozen=True, slots=True)
class BaseUse:
    """One place where a Dockerfile names an image that it does not build itself."""

    reference: str
    """After ARGs were put in, as written, for example "python:3.12-slim"."""
    line: int


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a Dockerfile: FROM and what follows."""

    name: str | None
    base: str
    """The base reference after ARGs were put in, the name of an earlier stage, or "scratch"."""
    base_stage: int | None
    """Index of the earlier stage that it stands on; None where `base` is an image or scratch."""
    line: int
    instructions: tuple[Instruction, ...]
    """Without the FROM."""
    depends_on: tuple[int, ...]
    """Indexes of the earlier stages that it stands on, copies from or mounts."""
    images: tuple[BaseUse, ...]
    """Images that it stands on, copies from or mounts; scratch is none."""
    of_the_builder: bool = False
    """Its FROM says that it is built on the builder's own platform, whatever the image is for."""


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A parsed Dockerfile."""

    path: Path
    text: str
    stages: tuple[Stage, ...]

    def stage_index(self, target: str | None) -> int:
        """Return the index of the stage that a build of `target` ends in; None is the last. Raises KeyError."""
        if target is None:
            return len(self.stages) - 1
        # Of two stages with one name BuildKit takes the later.
        for index in reversed(range(len(self.stages))):
            name = self.stages[index].name
            if name is not None and name.lower() == target.lower():
                return index
        raise KeyError(target)

    def needed_stages(self, target: str | None) -> tuple[Stage, ...]:
        """Return the stages that a build of `target` needs, in file order."""
        needed: set[int] = set()
        waiting = [self.stage_index(target)]
        while waiting:
            index = waiting.pop()
            if index not in needed:
                needed.add(index)
                waiting.extend(self.stages[index].depends_on)
        return tuple(self.stages[index] for index in sorted(needed))

    def bases(self, target: str | None) -> tuple[BaseUse, ...]:
        """Return where a build of `target` uses images from outside, in file order."""
        return tuple(use for stage in self.needed_stages(target) for use in stage.images)

    def own_stages(self, target: str | None) -> tuple[Stage, ...]:
        """Return the stages that stand on each other in the image of `target`, from the one on the base image up."""
        chain: list[Stage] = []
        index: int | None = self.stage_index(target)
        while index is not None:
            chain.append(self.stages[index])
            index = self.stages[index].base_stage
        return tuple(reversed(chain))

    def own_instructions(self, target: str | None) -> tuple[Instruction, ...]:
        """Return the instructions that leave an entry in the image's history, from the base up, in build order."""
        return tuple(
            instruction
            for stage in self.own_stages(target)
            for instruction in stage.instructions
            # A trigger goes into the image configuration, not into its history.
            if instruction.keyword != "ONBUILD"
        )


@dataclass(frozen=True, slots=True)
class CommandTest:
    """A smoke test that runs a command in the image."""

    command: tuple[str, ...] | None
    """None: the image's own command."""
    output: str
    """What it must print, to the letter; its exit status must be 0."""
    read_only: bool = True
    """Its root file system is read-only, and it may write to /tmp alone."""


@dataclass(frozen=True, slots=True)
class HttpTest:
    """A smoke test that asks the app over HTTP."""

    port: int
    path: str
    status: int
    body: str
    """What it must answer, to the letter."""
    read_only: bool = True
    """The app's root file system is read-only, and it may write to /tmp alone."""


SmokeTestSpec = CommandTest | HttpTest


@dataclass(frozen=True, slots=True)
class CitedSize:
    """A size that somebody else measured, as he printed it."""

    text: str
    """For example "1.13GB"."""
    source: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One Dockerfile of an example, or a declared target of one."""

    reference: ImageReference
    summary: str
    """One line on what it is."""
    dockerfile: Dockerfile
    target: str | None
    smoke_tests: tuple[SmokeTestSpec, ...]
    """All must pass, each in a container of its own; at least one."""
    needs_registry: bool
    """Declared: without a registry it is not measured, and that is no fault."""
    cited: CitedSize | None
    mistakes: Mapping[str, str] = field(default_factory=dict)
    """Why its Dockerfile breaks a rule of hadolint on purpose, by the rule's code."""
    platform: str | None = None
    """What it is built for, for example "linux/arm64"; None: the engine's own platform."""

    @property
    def base_references(self) -> tuple[str, ...]:
        """The base references that a build of it uses, as written, once each."""
        return tuple(dict.fromkeys(use.reference for use in self.dockerfile.bases(self.target)))

    @property
    def stands_on(self) -> str:
        """The base of the image itself, as `FROM` names it."""
        return self.dockerfile.own_stages(self.target)[0].base


@dataclass(frozen=True, slots=True)
class Command:
    """What a page shows being typed in an example's folder."""

    name: str
    """Example and command, for example "myapp/compare"."""
    text: str
    """As a reader types it; may have several lines."""
    images: tuple[str, ...]
    """The image references that it uses."""
    builds: str | None = None
    """The image reference that it builds: it is not run, its output is the measured build's."""
    ask: str | None = None
    """What is asked over HTTP while it runs, for example "http://localhost:8686/"; it is ended after the answer."""
    seconds: float = 30.0
    """How long it may take."""
    output: int = 16 * 1024
    """Bytes of its output that are kept."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder."""

    variant: Variant
    change: str
    """What it changes in the step before, in one line; empty for the first step."""


@dataclass(frozen=True, slots=True)
class Experiment:
    """A cache experiment: variants that are built, and built again after an edit."""

    name: str
    """Example and experiment, for example "order/code-edited"."""
    variants: tuple[Variant, ...]
    edit: Edit | None
    """None: nothing is changed."""
    cleared: bool
    """The cache of the steps is emptied between the two builds; cache mounts stay."""


@dataclass(frozen=True, slots=True)
class Example:
    """A folder under `examples/`: one build context, and what Tare knows about it."""

    name: str
    title: str
    folder: Path
    variants: tuple[Variant, ...]
    commands: tuple[Command, ...] = ()
    ladder: tuple[Step, ...] = ()
    """Its steps, from the first to the last; empty where it has no ladder."""
    experiments: tuple[Experiment, ...] = ()
    challenge: Challenge | None = None


@dataclass(frozen=True, slots=True)
class Catalog:
    """All examples of a project."""

    root: Path
    """The project's root: the folder of mkdocs.yml."""
    examples: tuple[Example, ...]
    broken: frozenset[str] = frozenset()
    """Names of examples that have faults and are therefore not among the examples."""
    broken_tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The tags of a broken example, by its name, where its faults leave no doubt about them."""
    cards: tuple[Card, ...] = ()
    """The cards of the interview deck, topic by topic, in the order of their declarations."""

    @property
    def variants(self) -> tuple[Variant, ...]:
        """Every variant, in the order of the examples and of their declarations."""
        return tuple(variant for example in self.examples for variant in example.variants)

    @property
    def commands(self) -> tuple[Command, ...]:
        """Every command, in the order of the examples and of their declarations."""
        return tuple(command for example in self.examples for command in example.commands)

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """Every cache experiment, in the order of the examples and of their declarations."""
        return tuple(experiment for example in self.examples for experiment in example.experiments)

    def find(self, reference: str) -> Variant | None:
        """Return the variant with that image reference, if there is one."""
        return next((variant for variant in self.variants if str(variant.reference) == reference), None)
