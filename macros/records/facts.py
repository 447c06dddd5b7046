"""What file lists tell: how many files an image shows, how large they are, how many differ between two images."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .measurement import Digest, NotMeasured

QuestionKind = Literal["file_count", "files_size", "changed_files"]
"""Named as the macros that ask."""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A question that a page asks of the files that a container of an image, or of two, sees."""

    kind: QuestionKind
    """How many regular files, how many bytes of them, or how many that are not the same in both images."""
    references: tuple[str, ...]
    """One image reference; two for "changed_files"."""
    pattern: str
    """Of absolute paths, for example "/usr/bin/*gcc*"; `*` and `?` stop at a slash, `**` does not."""

    @property
    def name(self) -> str:
        """What its answer is filed and published under, for example "file_count(myapp:multi, /usr/bin/*gcc*)"."""
        return f"{self.kind}({', '.join((*self.references, self.pattern))})"


@dataclass(frozen=True, slots=True)
class FactRecord:
    """The answer to a question."""

    fact: str
    """The question's name."""
    images: dict[str, Digest]
    """Image reference → config digest: the images that were asked."""
    value: int
    """A number of files, or bytes for "files_size"."""
    paths: tuple[str, ...]
    """The first ten of the paths that it counts."""


FactOutcome = FactRecord | NotMeasured
