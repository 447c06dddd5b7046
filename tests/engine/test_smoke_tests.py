"""Smoke tests of a whole measurement on a real engine: what passes, what does not, and what an author is told."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from macros.engines.engine import LIMITS
from macros.lab.lab import measure
from macros.progress import Silent
from macros.records.measurement import Measurement, NotMeasured
from macros.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TOML = """
title = "An app"

[variants.plain]
summary = "runs a script"

"""
MUST_WRITE = (
    "its root file system was read-only and /tmp empty, and it passes where it may write; if the app must write"
)


@pytest.fixture
def tested(tmp_path: Path, tare_home: Path, image_store: str) -> Callable[[str, str], Measurement | NotMeasured]:
    """Return what measures an image whose command is a script, with the smoke tests of a TOML file's lines."""
    example = tmp_path / "examples" / "script"
    example.mkdir(parents=True)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text("# A page\n")
    (tmp_path / "mkdocs.yml").write_text("site_name: test\n")

    def run(script: str, checks: str) -> Measurement | NotMeasured:
        (example / "app.sh").write_text(f"# {uuid.uuid4().hex}\n{script}\n")
        (example / "Dockerfile.plain").write_text('FROM debian:trixie-slim\nCOPY app.sh /\nCMD ["sh", "/app.sh"]\n')
        (tmp_path / "examples" / "script.toml").write_text(TOML + checks)
        settings = Settings(tare_home, "embedded", image_store, timedelta(days=7))
        return measure(tmp_path, settings, Silent(), ()).outcomes["script:plain"]

    return run


def reason(outcome: Measurement | NotMeasured) -> str:
    assert isinstance(outcome, NotMeasured)
    return outcome.reason


def test_an_app_that_writes_beside_tmp_is_told_what_to_declare(
    tested: Callable[[str, str], Measurement | NotMeasured],
) -> None:
    script = "echo done > /data && cat /data"
    told = reason(tested(script, '[smoke_test]\noutput = "done\\n"\n'))
    assert "ended with status 2, expected 0; it printed: " in told
    assert told.endswith(f"{MUST_WRITE} outside /tmp, say `read_only = false` there")
    outcome = tested(script, '[smoke_test]\noutput = "done\\n"\nread_only = false\n')
    assert isinstance(outcome, Measurement)
    assert not outcome.smoke_test.read_only


def test_a_failure_that_a_writable_root_does_not_mend_is_not_put_down_to_it(
    tested: Callable[[str, str], Measurement | NotMeasured],
) -> None:
    assert MUST_WRITE not in reason(tested("echo hello", '[smoke_test]\noutput = "hallo\\n"\n'))


def test_every_check_must_pass_and_the_one_that_does_not_is_named(
    tested: Callable[[str, str], Measurement | NotMeasured],
) -> None:
    first = '[[smoke_test]]\noutput = "x\\n"\n'
    second = '[[smoke_test]]\ncommand = ["cat", "/etc/hostname", "/nothing"]\noutput = ""\n'
    told = reason(tested("echo x", first + second))
    assert told.startswith("examples/script.toml: smoke test 2 of 2: cat /etc/hostname /nothing ended with status 1")


def test_checks_that_pass_stand_in_the_record_with_what_they_could_use(
    tested: Callable[[str, str], Measurement | NotMeasured],
) -> None:
    first = '[[smoke_test]]\noutput = "x\\n"\n'
    second = '[[smoke_test]]\ncommand = ["echo", "y"]\noutput = "y\\n"\n'
    outcome = tested("echo x > /tmp/a; cat /tmp/a", first + second)
    assert isinstance(outcome, Measurement)
    assert [(test.check, test.got) for test in outcome.smoke_tests] == [
        ("the image's own command", "x\n"),
        ("echo y", "y\n"),
    ]
    for test in outcome.smoke_tests:
        assert test.read_only
        assert test.limits is not None
        assert replace(LIMITS, cpus=test.limits.cpus or 0, memory=test.limits.memory or 0) == LIMITS


def test_an_app_that_floods_is_not_measured(tested: Callable[[str, str], Measurement | NotMeasured]) -> None:
    told = reason(tested("yes", '[smoke_test]\noutput = "y\\n"\n'))
    assert told.endswith("smoke test: the image's own command: it printed more than 65,536 bytes, and was ended")
