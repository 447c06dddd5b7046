from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import jsonschema
import pytest

from macros.errors import TareError
from macros.records.commands import CommandNotRun, CommandOutcome
from macros.records.measurement import Base, EngineIdentity, NotMeasured, Outcome
from macros.records.results import read_results, results_json, results_schema
from tests.unit.records.samples import COMMAND, KEY, NOON, measurement

NOW = datetime(2026, 5, 4, 10, 20, 30, tzinfo=UTC)
OUTCOMES: dict[str, Outcome] = {"myapp:fat": measurement(), "myapp:slim": NotMeasured("myapp:slim", "x")}
COMMANDS: dict[str, CommandOutcome] = {"myapp/serve": COMMAND, "myapp/other": CommandNotRun("myapp/other", "no engine")}


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
    }


def test_what_other_engines_show_stands_beside_it_and_what_they_do_not_show_is_left_out() -> None:
    podman = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=True)
    other = replace(measurement(NOON.astimezone(timezone(timedelta(hours=2)))), engine=podman, engine_size=104)
    elsewhere = {"myapp:fat": (NotMeasured("myapp:fat", "the embedded engine: no root"), other)}
    published = results_json(OUTCOMES, COMMANDS, NOW, elsewhere)
    document = json.loads(published)
    [also] = document["images"]["myapp:fat"]["also"]
    assert (also["engine"]["name"], also["engine_size"]) == ("podman", 104)
    assert also["measured_at"] == "2026-05-04T12:00:00.123456Z"
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
    document = results_json(OUTCOMES, COMMANDS, NOW)
    schema = json.loads(results_schema())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(document), schema, format_checker=jsonschema.FormatChecker())


def test_the_schema_refuses_a_size_that_is_text() -> None:
    document = json.loads(results_json({"myapp:fat": measurement()}, {}, NOW))
    document["images"]["myapp:fat"]["measurement"]["unpacked_size"] = "129MB"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, json.loads(results_schema()))


def test_a_command_has_its_record_or_the_reason_why_it_was_not_run() -> None:
    document = json.loads(results_json({}, COMMANDS, NOW))
    serve = document["commands"]["myapp/serve"]
    assert (serve["status"], serve["reason"]) == ("run", None)
    assert serve["record"]["answer"] == {"url": "http://localhost:8686/", "status": 200, "body": "Hello\n"}
    assert document["commands"]["myapp/other"] == {"status": "not run", "reason": "no engine", "record": None}


def test_a_document_without_commands_is_still_read() -> None:
    document = json.loads(results_json({"myapp:fat": measurement()}, COMMANDS, NOW))
    del document["commands"]
    assert read_results(json.dumps(document).encode()).commands == {}


def test_what_was_written_reads_back_the_same() -> None:
    results = read_results(results_json({"myapp:fat": measurement()}, COMMANDS, NOW))
    assert results.commands["myapp/serve"].record == COMMAND
    assert results.images["myapp:fat"].measurement == measurement()
    assert results.generated_at == NOW


@pytest.mark.parametrize("document", [b"", b"{", b'{"format": 2}', b"\xff"])
def test_a_document_that_is_none_says_so_in_one_sentence(document: bytes) -> None:
    with pytest.raises(TareError, match=r"^results\.json: .*; run `make site` to write it anew$"):
        read_results(document)
