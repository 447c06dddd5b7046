from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.plan.claiming import LESS, claim, faults_of

if TYPE_CHECKING:
    from pathlib import Path

KEYS = "file_count('demo:slim', '/etc/ssl/certs/*.crt') > 0"


@pytest.mark.parametrize(
    ("conditions", "sentence"),
    [
        (KEYS, "`demo:slim` has certificates under `/etc/ssl`."),
        (KEYS, "`demo:slim` has certificates in `/etc/ssl/certs/`."),
        (KEYS, "`demo:slim` has `/etc/ssl/certs/*.crt`."),
        (KEYS, "`demo:slim` has `/etc/ssl/certs/one.crt`."),
        ("file_count('demo:slim', '/app.py') == 1", "`demo:slim` has one file `/app.py`."),
        (LESS, "`demo:multi` is smaller than `demo:slim`, whatever `/etc` has.".replace("whatever", "what")),
    ],
)
def test_a_sentence_may_name_where_its_conditions_look(root: Path, conditions: str, sentence: str) -> None:
    assert faults_of(root, claim(conditions, sentence)) == []


@pytest.mark.parametrize("path", ["/usr", "/etc/ssh", "/etc/ss", "/app"])
def test_a_sentence_does_not_name_another_place_than_its_conditions(root: Path, path: str) -> None:
    (fault,) = faults_of(root, claim(KEYS, f"`demo:slim` has certificates under `{path}`."))
    assert f"the sentence names `{path}`, and its conditions look for `/etc/ssl/certs/*.crt`; name one path" in fault


def test_a_sentence_names_what_is_copied_in_the_order_of_the_instruction(root: Path) -> None:
    copies = "instructions('demo:multi', 'COPY --from=builder /install /usr/local') == 1"
    assert faults_of(root, claim(copies, "One instruction copies `/install` to `/usr/local`.")) == []
    (fault,) = faults_of(root, claim(copies, "One instruction copies `/usr/local` to `/install`."))
    assert "the sentence names `/usr/local` and `/install` in this order, and `COPY --from=builder" in fault
