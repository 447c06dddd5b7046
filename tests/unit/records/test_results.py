from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from macros.errors import TareError
from macros.records.commands import CommandNotRun, CommandOutcome
from macros.records.facts import FactOutcome, FactRecord
from macros.records.measurement import Base, EngineIdentity, NotMeasured, Outcome
from macros.records.results import (
    ClaimResult,
    CommandResult,
    ConditionResult,
    ImageResult,
    MythResult,
    NotShown,
    read_results,
    results_json,
    results_schema,
)
from tests.unit.records.samples import COMMAND, KEY, NOON, measurement

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2026, 5, 4, 10, 20, 30, tzinfo=UTC)
OUTCOMES: dict[str, Outcome] = {"myapp:fat": measurement(), "myapp:slim": NotMeasured("myapp:slim", "x")}
COMMANDS: dict[str, CommandOutcome] = {"myapp/serve": COMMAND, "myapp/other": CommandNotRun("myapp/other", "no engine")}
GCC = FactRecord("file_count(myapp:fat, /usr/bin/*gcc*)", {"myapp:fat": KEY}, 1, ("/usr/bin/gcc",))
NO_LIST = NotMeasured("myapp:slim", "it was not measured")
CLAIMS = (
    ClaimResult(
        "docs/index.md", 7, "It is smaller.", "holds", None,
        (ConditionResult("size(myapp:slim)", "<", "size(myapp:fat)", 60, 100),),
    ),
    ClaimResult(
        "docs/index.md", None, "It has no gcc.", "not checked", "it was not measured",
        (ConditionResult("packages(myapp:slim, gcc)", "==", "0", None, 0),),
    ),
)  # fmt: skip

MYTHS = (
    MythResult("docs/myths.md", 9, "It helps", "depends", None, CLAIMS[0].conditions),
    MythResult("docs/myths.md", 12, "It hurts", "not decided", "it was not measured", CLAIMS[1].conditions),
)


def whole() -> bytes:
    """A document with something of every kind."""
    podman = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)
    elsewhere = {
        "myapp:fat": (NotMeasured("myapp:fat", "Podman: no root"), replace(measurement(), engine=podman)),
    }
    facts: dict[str, FactOutcome] = {GCC.fact: GCC, "file_count(myapp:slim, /*)": NO_LIST}
    return results_json(OUTCOMES, COMMANDS, NOW, elsewhere, facts, CLAIMS, MYTHS)


def test_the_document_has_format_time_and_images_as_the_contract_says() -> None:
    document = json.loads(results_json(OUTCOMES, {}, NOW))
    assert document["format"] == 1
    assert document["generated_at"] == "2026-05-04T10:20:30Z"
    assert list(document["images"]) == ["myapp:fat", "myapp:slim"]
    fat = document["images"]["myapp:fat"]
    assert (fat["status"], fat["reason"], fat["also"]) == ("measured", None, [])
    assert fat["measurement"]["unpacked_size"] == measurement().unpacked_size
    assert document["images"]["myapp:slim"] == {
        "status": "not measured",
        "reason": "x",
        "measurement": None,
        "also": [],
        "needs_registry": False,
        "not_shown": [],
    }


def test_what_other_engines_show_stands_beside_it_and_why_one_does_not_in_its_place() -> None:
    podman = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)
    other = replace(measurement(NOON.astimezone(timezone(timedelta(hours=2)))), engine=podman, engine_size=104)
    elsewhere = {"myapp:fat": (NotMeasured("myapp:fat", "the embedded engine: no root"), other)}
    published = results_json(OUTCOMES, COMMANDS, NOW, elsewhere)
    document = json.loads(published)
    [also] = document["images"]["myapp:fat"]["also"]
    assert (also["engine"]["name"], also["engine_size"]) == ("podman", 104)
    assert also["measured_at"] == "2026-05-04T12:00:00.123456Z"
    assert document["images"]["myapp:fat"]["not_shown"] == [{"place": 0, "reason": "the embedded engine: no root"}]
    assert document["images"]["myapp:slim"]["also"] == []
    jsonschema.validate(document, json.loads(results_schema()), format_checker=jsonschema.FormatChecker())
    assert read_results(published).images["myapp:fat"].also == (other,)


def test_times_are_written_in_utc_wherever_they_were_taken() -> None:
    summer = timezone(timedelta(hours=2))
    noon = datetime(2026, 5, 4, 12, 0, tzinfo=summer)
    record = replace(measurement(measured_at=noon), bases=(Base("alpine", KEY, None, checked_at=noon),))
    ran: dict[str, CommandOutcome] = {"myapp/serve": replace(COMMAND, ran_at=noon)}
    document = json.loads(results_json({"myapp:fat": record}, ran, NOW.astimezone(summer)))
    image = document["images"]["myapp:fat"]["measurement"]
    assert image["measured_at"] == image["bases"][0]["checked_at"] == "2026-05-04T10:00:00Z"
    assert document["commands"]["myapp/serve"]["record"]["ran_at"] == "2026-05-04T10:00:00Z"
    assert document["generated_at"] == "2026-05-04T10:20:30Z"


def test_a_time_without_a_zone_is_a_bug() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        results_json({}, {}, datetime(2026, 5, 4))  # noqa: DTZ001 - this is the bug


def test_the_document_obeys_its_schema() -> None:
    schema = json.loads(results_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(whole()), schema, format_checker=jsonschema.FormatChecker())


def _without_checksum(document: dict[str, Any]) -> None:
    del document["checksum"]


def _size_as_text(document: dict[str, Any]) -> None:
    document["images"]["myapp:fat"]["measurement"]["unpacked_size"] = "129MB"


def _unknown_status(document: dict[str, Any]) -> None:
    document["images"]["myapp:fat"]["status"] = "guessed"


def _short_digest(document: dict[str, Any]) -> None:
    document["images"]["myapp:fat"]["measurement"]["config_digest"] = "sha256:abc"


def _another_format(document: dict[str, Any]) -> None:
    document["format"] = 2


def _claim_that_is_false(document: dict[str, Any]) -> None:
    document["claims"][0]["status"] = "does not hold"


def _fact_without_its_images(document: dict[str, Any]) -> None:
    del document["facts"][GCC.fact]["images"]


def _time_as_number(document: dict[str, Any]) -> None:
    document["generated_at"] = 1777890030


@pytest.mark.parametrize(
    "break_it",
    [
        _without_checksum,
        _size_as_text,
        _unknown_status,
        _short_digest,
        _another_format,
        _claim_that_is_false,
        _fact_without_its_images,
        _time_as_number,
    ],
)
def test_the_schema_refuses_what_is_no_result(break_it: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(whole())
    break_it(document)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(results_schema()), format_checker=jsonschema.FormatChecker())


def test_a_command_has_its_record_or_the_reason_why_it_was_not_run() -> None:
    document = json.loads(results_json({}, COMMANDS, NOW))
    serve = document["commands"]["myapp/serve"]
    assert (serve["status"], serve["reason"]) == ("run", None)
    assert serve["record"]["answer"] == {"url": "http://localhost:8686/", "status": 200, "body": "Hello\n"}
    other = document["commands"]["myapp/other"]
    assert (other["status"], other["reason"], other["record"]) == ("not run", "no engine", None)


def sealed(document: dict[str, Any]) -> bytes:
    """The document with the checksum that fits it, as its description in the schema tells to make it."""
    document.pop("checksum", None)
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({**document, "checksum": f"sha256:{hashlib.sha256(canonical).hexdigest()}"}).encode()


def test_a_document_of_before_there_were_commands_facts_claims_and_myths_is_still_read() -> None:
    document = json.loads(whole())
    for name in ("commands", "facts", "claims", "myths"):
        del document[name]
    results = read_results(sealed(document))
    assert (results.commands, results.facts, results.claims, results.myths) == ({}, {}, (), ())


def test_what_was_written_reads_back_the_same() -> None:
    registry = {"myapp:alpine": NotMeasured("myapp:alpine", "no registry", needs_registry=True)}
    failed = CommandNotRun(
        "myapp/hang", "it hung", needs_registry=True, failed=True, last_lines=("a", "b"), text="docker run myapp:fat"
    )
    document = results_json({**OUTCOMES, **registry}, {**COMMANDS, "myapp/hang": failed}, NOW)
    results = read_results(document)
    assert results.images["myapp:alpine"] == ImageResult("not measured", "no registry", None, (), needs_registry=True)
    assert results.commands["myapp/hang"] == CommandResult(
        "failed", "it hung", None, needs_registry=True, last_lines=("a", "b"), text="docker run myapp:fat"
    )
    results = read_results(whole())
    assert results.commands["myapp/serve"].record == COMMAND
    assert results.images["myapp:fat"].measurement == measurement()
    assert results.images["myapp:fat"].not_shown == (NotShown(0, "Podman: no root"),)
    assert results.generated_at == NOW
    assert results.facts == {GCC.fact: GCC}
    assert results.claims == CLAIMS
    assert results.myths == MYTHS


def test_the_checksum_is_made_as_the_schema_tells() -> None:
    description = json.loads(results_schema())["$defs"]["Results"]["properties"]["checksum"]["description"]
    assert 'json.dumps(document, sort_keys=True, separators=(",", ":"))' in description
    document = json.loads(whole())
    assert json.loads(sealed(document))["checksum"] == json.loads(whole())["checksum"]


def test_a_document_that_is_set_in_another_way_is_the_same() -> None:
    document = json.loads(whole())
    turned = dict(reversed(document.items()))
    assert read_results(json.dumps(turned, indent=1).encode()) == read_results(whole())


@pytest.mark.parametrize(
    ("was", "edited"),
    [
        (b'"unpacked_size": 100', b'"unpacked_size": 101'),
        (b'"generated_at": "2026-05-04', b'"generated_at": "2026-05-05'),
        (b'"It is smaller."', b'"It is larger."'),
        (b'"format": 1,', b'"format": 1, "more": true,'),
    ],
)
def test_an_edited_document_is_found(was: bytes, edited: bytes) -> None:
    document = whole()
    assert was in document
    with pytest.raises(TareError, match="it was changed after it was written: its checksum is sha256:") as error:
        read_results(document.replace(was, edited))
    assert "take it as it was published" in str(error.value)


@pytest.mark.parametrize(
    "document", [b"", b"{", b"[]", b'{"format": "one"}', b'{"format": 1}', b"\xff", b"[" * 100_000, whole()[:-40]]
)
def test_a_document_that_is_none_says_so_in_one_sentence(document: bytes) -> None:
    sentence = r"^there: it is not what `tare site` writes: [^\n]*; take it .* run `make site` to write it anew$"
    with pytest.raises(TareError, match=sentence):
        read_results(document, "there")


def test_a_document_without_checksum_is_none() -> None:
    document = json.loads(whole())
    del document["checksum"]
    with pytest.raises(TareError, match="missing required field `checksum`"):
        read_results(json.dumps(document).encode())


def test_a_document_of_another_format_says_which_one_is_read() -> None:
    with pytest.raises(TareError, match=r"^results\.json: it is of format 2, and this version reads format 1; "):
        read_results(whole().replace(b'"format": 1', b'"format": 2'))
