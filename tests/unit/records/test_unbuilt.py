from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta, timezone

import jsonschema

from macros.records.measurement import EngineIdentity, Layer, Measurement
from macros.records.results import results_schema
from macros.records.unbuilt import UnbuiltLayer, UnbuiltRecord, unbuilt_json, unbuilt_record
from tests.unit.records.samples import NOON, WEIGHING

TOLD = {
    "reference",
    "measured_at",
    "platform",
    "config_digest",
    "unpacked_size",
    "transfer_size",
    "layers",
    "history",
    "waste",
    "largest_files",
    "largest_folders",
    "packages",
    "config",
}


def test_its_fields_are_a_measurements_in_the_same_order() -> None:
    assert [field.name for field in fields(UnbuiltRecord)] == [field.name for field in fields(Measurement)]
    assert [field.name for field in fields(UnbuiltLayer)] == [field.name for field in fields(Layer)]


def test_what_a_file_tells_obeys_the_schema_and_the_rest_is_null() -> None:
    record = json.loads(unbuilt_json(unbuilt_record(WEIGHING, "myapp:slim", NOON)))
    assert {name for name, value in record.items() if value is not None} == TOLD
    assert record["layers"][0] | {"instruction": None, "line": None, "from_base": None} == record["layers"][0]
    schema = json.loads(results_schema())
    for name in TOLD - {"layers"}:
        part = {"$defs": schema["$defs"], **schema["$defs"]["Measurement"]["properties"][name]}
        jsonschema.validate(record[name], part)


def test_what_an_engine_tells_obeys_the_schema_too() -> None:
    engine = EngineIdentity("podman", "5.4.2", "containers-storage", embedded=False)
    record = json.loads(unbuilt_json(unbuilt_record(WEIGHING, "myapp:slim", NOON, engine, 120)))
    assert {name for name, value in record.items() if value is not None} == TOLD | {"engine", "engine_size"}
    schema = json.loads(results_schema())
    for name in ("engine", "engine_size"):
        part = {"$defs": schema["$defs"], **schema["$defs"]["Measurement"]["properties"][name]}
        jsonschema.validate(record[name], part)


def test_its_sizes_are_the_sums_of_its_layers_and_its_time_is_in_utc() -> None:
    record = unbuilt_record(WEIGHING, None, NOON.astimezone(timezone(timedelta(hours=2))))
    assert (record.unpacked_size, record.transfer_size) == (100, 60)
    written = json.loads(unbuilt_json(record))
    assert written["reference"] is None
    assert written["measured_at"] == "2026-05-04T12:00:00.123456Z"
    assert datetime.fromisoformat(written["measured_at"]) == NOON
