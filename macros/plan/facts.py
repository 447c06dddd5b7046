"""Finds what pages ask of file lists: from macro calls to questions, and the keys that answers are filed under."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, get_args

from ..records.facts import FileQuestion, QuestionKind
from .keys import digest_of, ruler_input
from .macros import MACROS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..records.measurement import Digest
    from .pages import MacroCall


def file_questions(calls: Iterable[MacroCall]) -> tuple[FileQuestion, ...]:
    """Return the questions that calls of `files`, `files_size` and `changed_files` ask, once each, in their order.

    A call whose arguments are not all texts asks nothing: it is a fault of its page.
    """
    kinds: tuple[QuestionKind, ...] = get_args(QuestionKind)
    found = [_question(kind, call) for call in calls for kind in kinds if call.macro == kind]
    return tuple(dict.fromkeys(question for question in found if question is not None))


def fact_key(question: FileQuestion, images: Mapping[str, Digest], ruler_version: str) -> Digest:
    """Return the key of an answer: over the question, the config digests of its images and the ruler's version."""
    asked = f"sha256:{hashlib.sha256(question.name.encode()).hexdigest()}"
    of_images = {f"image/{reference}": digest for reference, digest in images.items()}
    return digest_of({"question": asked, "ruler": ruler_input(ruler_version), **of_images})


def _question(kind: QuestionKind, call: MacroCall) -> FileQuestion | None:
    names = [parameter.name for parameter in MACROS[kind].parameters]
    given = dict(zip(names, call.arguments, strict=False)) | dict(call.keywords)
    values = [value for name in names if isinstance(value := given.get(name), str)]
    if call.spread or len(values) < len(names):
        return None
    *references, pattern = values
    return FileQuestion(kind, tuple(references), pattern)
