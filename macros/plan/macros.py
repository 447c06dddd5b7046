"""The macros that a page can call, with what each takes: the one table that checks and renderers share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What an argument of a macro stands for."""

    REFERENCE = "an image reference such as myapp:slim"
    EXAMPLE = "the name of an example"
    FILE = "a file of an example such as myapp/app.py"
    INSTRUCTION = "how one of the image's own instructions begins"
    MEASURE = "what is measured"
    UNITS = "the units that a size is printed in"
    EXPERIMENT = "a cache experiment of an example such as order/code-edited"
    BEGINNING = "how instructions of the image begin"
    BUILD = "which build of an experiment"
    COMMAND = "a command of an example such as myapp/compare"
    PATTERN = "a pattern of absolute paths such as /usr/bin/*gcc*"
    PACKAGE = "a package or a pattern of names such as gcc*"
    TEXT = "a text"
    BOUND = "a size such as 50 MB"
    LAYERS = "which layers are counted"
    CONTEXT = "which files of the folder are counted"
    TILES = "what the tiles of a treemap stand for"
    FACT = "what another macro measured or counted"
    CONDITION = "a comparison of such facts"
    LESSON = "the lesson of cards, such as apt"
    CHALLENGE = "a challenge, such as apt"
    VERDICT = "what comes of a myth"


MEASURES = ("unpacked_size", "transfer_size", "engine_size", "waste")
"""What an argument of kind MEASURE can be."""
UNITS = ("decimal", "binary", "bytes")
"""What an argument of kind UNITS can be: MB, MiB, or single bytes."""

LAYERS = ("all", "base", "own")
"""What an argument of kind LAYERS can be."""

BUILDS = ("first", "rebuild")
"""What an argument of kind BUILD can be."""

CONTEXT = ("offered", "kept_out")
"""What an argument of kind CONTEXT can be: what a build can take, or what its ignore file keeps out."""

TILES = ("packages", "folders")
"""What an argument of kind TILES can be."""

VERDICTS = ("true", "false", "depends")
"""What an argument of kind VERDICT can be: all conditions hold, none, some."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a macro."""

    name: str
    kind: Kind
    default: str | None = None
    """None: the argument must be given."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What a macro takes."""

    parameters: tuple[Parameter, ...] = ()
    any_number: bool = False
    """The last parameter may be given once or more often."""
    named: tuple[Parameter, ...] = ()
    """Those that are given by their names alone."""


_REFERENCE = Parameter("reference", Kind.REFERENCE)
_WHAT = Parameter("what", Kind.MEASURE, default="unpacked_size")
_ONE_IMAGE = Signature((_REFERENCE,))
_PAIR = (Parameter("one", Kind.REFERENCE), Parameter("other", Kind.REFERENCE))
_PREFIX = Parameter("instruction_prefix", Kind.INSTRUCTION)
_FILES = Parameter("pattern", Kind.PATTERN)
_TEXT = Parameter("text", Kind.TEXT)
_CONTEXT = Signature((_REFERENCE, Parameter("which", Kind.CONTEXT, default="offered")))
_CONDITIONS = Parameter("conditions", Kind.CONDITION)
_OF_EXPERIMENT = (Parameter("experiment", Kind.EXPERIMENT), _REFERENCE)
_STEPS = Signature((*_OF_EXPERIMENT, Parameter("instruction", Kind.BEGINNING, default="")))
_TWO_IMAGES = Signature((Parameter("larger", Kind.REFERENCE), Parameter("smaller", Kind.REFERENCE), _WHAT))

CLAIM = "claim"
"""The macro that stands around a sentence, in Jinja's call block."""
MYTH = "myth"
"""The macro that stands around the paragraph that says why a statement is true or not."""
GUESS = "guess"
"""The macro that stands around the paragraph that says why a figure is what it is, once a reader has guessed it."""
AROUND_PARAGRAPHS = (MYTH, GUESS)
AROUND_TEXT = (CLAIM, *AROUND_PARAGRAPHS)

FACTS = frozenset(
    (
        *("size", "difference", "ratio", "layer_size", "base_size", "own_size", "package_size", "files_size", "bound"),
        *("layer_files", "layer_count", "shared_layers", "packages", "file_count", "changed_files", "changed_lines"),
        *("instructions", "printed", "written", "rebuilt", "from_cache", "context_sent"),
        *("setuid_files", "layers_with", "context_files", "context_size"),
    )
)
"""The macros whose figures can be compared."""
IN_SENTENCES = FACTS | {"about", "than", "cited"}
"""The macros that print within a sentence; every other but the claim needs lines of its own."""

MACROS = {
    "size": Signature((_REFERENCE, _WHAT, Parameter("units", Kind.UNITS, default="decimal"))),
    "difference": _TWO_IMAGES,
    "ratio": _TWO_IMAGES,
    "layer_size": Signature((_REFERENCE, _PREFIX, _WHAT)),
    "layer_files": Signature((_REFERENCE, _PREFIX)),
    "layer_count": Signature((_REFERENCE, Parameter("which", Kind.LAYERS, default="all"))),
    "shared_layers": Signature(_PAIR),
    "base_size": Signature((_REFERENCE, _WHAT)),
    "own_size": Signature((_REFERENCE, _WHAT)),
    "package_size": Signature((_REFERENCE, Parameter("package", Kind.PACKAGE))),
    "packages": Signature((_REFERENCE, Parameter("pattern", Kind.PACKAGE))),
    "file_count": Signature((_REFERENCE, _FILES)),
    "files_size": Signature((_REFERENCE, _FILES)),
    "setuid_files": Signature((_REFERENCE, _FILES)),
    "layers_with": Signature((_REFERENCE, _FILES)),
    "context_files": _CONTEXT,
    "context_size": _CONTEXT,
    "changed_files": Signature((*_PAIR, _FILES)),
    "changed_lines": Signature(_PAIR),
    "instructions": Signature((_REFERENCE, Parameter("prefix", Kind.TEXT))),
    "printed": Signature((Parameter("command", Kind.COMMAND), _TEXT)),
    "written": Signature((Parameter("path", Kind.FILE), _TEXT)),
    "rebuilt": _STEPS,
    "from_cache": _STEPS,
    "context_sent": Signature((*_OF_EXPERIMENT, Parameter("build", Kind.BUILD, default="rebuild"))),
    "bound": Signature((Parameter("size", Kind.BOUND),)),
    "about": Signature((Parameter("part", Kind.FACT), Parameter("whole", Kind.FACT))),
    "than": Signature((Parameter("left", Kind.FACT), Parameter("right", Kind.FACT))),
    CLAIM: Signature((_CONDITIONS,), any_number=True),
    MYTH: Signature(
        (Parameter("statement", Kind.TEXT), _CONDITIONS), any_number=True, named=(Parameter("why", Kind.VERDICT),)
    ),
    GUESS: Signature((Parameter("question", Kind.TEXT), Parameter("fact", Kind.FACT))),
    "cited": _ONE_IMAGE,
    "bars": Signature((Parameter("references", Kind.REFERENCE),), any_number=True),
    "dockerfile": _ONE_IMAGE,
    "diff": Signature(_PAIR),
    "file": Signature((Parameter("path", Kind.FILE),)),
    "layers": _ONE_IMAGE,
    "weighed": _ONE_IMAGE,
    "treemap": Signature((_REFERENCE, Parameter("by", Kind.TILES, default="packages"))),
    "context_ledger": Signature((Parameter("without", Kind.REFERENCE), Parameter("ignoring", Kind.REFERENCE))),
    "ladder": Signature((Parameter("name", Kind.EXAMPLE),)),
    "trend": Signature((Parameter("name", Kind.EXAMPLE),)),
    "experiment": Signature((Parameter("name", Kind.EXPERIMENT),)),
    "challenge": Signature((Parameter("name", Kind.CHALLENGE),)),
    "engines": _ONE_IMAGE,
    "download": Signature((Parameter("example", Kind.EXAMPLE),)),
    "smoke_test": _ONE_IMAGE,
    "command": Signature((Parameter("name", Kind.COMMAND),)),
    "cards": Signature((Parameter("lesson", Kind.LESSON),)),
    "deck": Signature(),
    "results": Signature(),
    "compare": Signature(_PAIR),
    "measured": Signature(),
    "course": Signature(),
}
