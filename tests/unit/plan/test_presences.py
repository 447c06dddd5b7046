"""What a hasty author writes of the site's images, and what must stay writable beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.test_literals import found as typed
from tests.unit.plan.test_unproved import found

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    "sentence",
    [
        "`demo:slim` contains gcc.",
        "`demo:slim` contains `gcc`.",
        "`demo:slim` still carries the package lists.",
        "`demo:slim` installs Flask.",
        "Since it comes with a compiler, `demo:slim` builds it.",
        "`demo:slim` has a shell.",
        "`demo:slim` stands on a Debian with manuals.",
        "No compiler, and nothing else.",
        "It takes the better part of an hour.",
        "`demo:slim` lacks a shell.",
        "Nobody gets a shell in `demo:slim`.",
        "`demo:slim` answers on port 80.",
        "The build is done in seconds.",
        "The pull is over in an instant.",
        "Both layers hold the same files.",
        "Nearly all of the image is Python.",
        "It costs a handful of bytes.",
        "A handful of files is added.",
        "`demo:slim` keeps its byte code.",
        "`demo:slim` ships curl and more.",
        "In `demo:slim` the app runs as root.",
        "The base of `demo:slim` is known: the base is Alpine.",
        "`Dockerfile.slim` has three instructions.",
        "`demo:slim` is built in two stages.",
        "It takes a minute.",
        "The build of `demo:slim` is done within a second.",
        "It weighs half a gig.",
        "It saves forty megs.",
        "`demo:slim` is tiny beside it.",
        "`demo:slim` is negligible.",
        "`demo:slim` saves hardly anything.",
        "`demo:slim` barely saves a byte.",
        "They differ only in two lines.",
        "There is no compiler in the final image.",
        "This image contains gcc.",
        "The final image still has a shell.",
    ],
)
def test_what_an_image_has_or_takes_is_not_said_without_proof(root: Path, sentence: str) -> None:
    assert found(root, sentence)


@pytest.mark.parametrize("sentence", ["It weighs 40M.", "It weighs 1.2G.", "It saves 40 megs.", "It has 40 MiB."])
def test_a_size_is_not_typed_in_another_spelling(root: Path, sentence: str) -> None:
    assert typed(root, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "An image contains layers, and each layer contains files.",
        "A compiler belongs into a builder stage.",
        "`demo:slim` has a smoke test, which shows that it does its job.",
        "`demo:slim` starts from the slim base.",
        "Build `demo:slim` as it is, and look for a shell.",
        "Put `curl` in the place of it and build `demo:slim` again.",
        "The base image is the first line of the Dockerfile.",
        "A process that runs as root may do everything in its container.",
        "Three instructions make layers: two of them copy, one runs.",
        "A second build is run a second time within the same folder.",
        "Wait for a minute's rest.",
        "`demo:slim` keeps the name that it has.",
        "`demo:slim` holds what its Dockerfile copies.",
        "What is in `demo:slim`? The page shows it.",
        "Alpine has another C library, musl.",
        "Many images install packages that nobody asked for.",
        "In `demo:slim`, `RUN` writes its files into a layer.",
        "The last stage of `demo:slim` copies what the first one installed.",
        "Node is a program, and brings npm along.",
        "A shell in an image is something that an attacker can use.",
    ],
)
def test_what_teaches_stays_writable(root: Path, sentence: str) -> None:
    assert found(root, sentence) == []
    assert typed(root, sentence) == []
