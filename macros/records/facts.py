"""What file lists tell: how many files an image shows, how large they are, how many differ, which layers have one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .measurement import Digest, NotMeasured

QuestionKind = Literal["file_count", "files_size", "changed_files", "setuid_files", "layers_with"]
"""Named as the macros that ask."""


@dataclass(frozen=True, slots=True)
class FileQuestion:
    """A question that a page asks of the files that a container of an image, or of two, sees, or that a layer has."""

    kind: QuestionKind
    """How many regular files, how many bytes of them, how many that are not the same in both images, how many that are
    set-uid, or how many layers with such a file, be it seen or not."""
    references: tuple[str, ...]
    """One image reference; two for "changed_files"."""
    pattern: str
    """Of absolute paths, for example "/usr/bin/*gcc*"; `*` and `?` stop at a slash, `**` does not. For "layers_with"
    also the sha256 of a file's content, for example "sha256:9f86d0…"."""

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
    """A number of files, bytes for "files_size", or a number of layers for "layers_with"."""
    paths: tuple[str, ...]
    """The first ten of the paths that it counts, or that its layers have."""
    layers: tuple[int, ...] = ()
    """For "layers_with" the layers that it counts, by their places among those of the image, from 0."""


FactOutcome = FactRecord | NotMeasured
