from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta, timezone

import jsonschema

from macros.records.file_record import FileRecord, FileRecordLayer, file_record, file_record_json
from macros.records.measurement import Layer, Measurement
from macros.records.results import results_schema
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
    "packages",
    "config",
}


def test_its_fields_are_a_measurements_in_the_same_order() -> None:
    assert [field.name for field in fields(FileRecord)] == [field.name for field in fields(Measurement)]
    assert [field.name for field in fields(FileRecordLayer)] == [field.name for field in fields(Layer)]


def test_what_a_file_tells_obeys_the_schema_and_the_rest_is_null() -> None:
    record = json.loads(file_record_json(file_record(WEIGHING, "myapp:slim", NOON)))
    assert {name for name, value in record.items() if value is not None} == TOLD
    assert record["layers"][0] | {"instruction": None, "line": None, "from_base": None} == record["layers"][0]
    schema = json.loads(results_schema())
    for name in TOLD - {"layers"}:
        part = {"$defs": schema["$defs"], **schema["$defs"]["Measurement"]["properties"][name]}
        jsonschema.validate(record[name], part)


def test_its_sizes_are_the_sums_of_its_layers_and_its_time_is_in_utc() -> None:
    record = file_record(WEIGHING, None, NOON.astimezone(timezone(timedelta(hours=2))))
    assert (record.unpacked_size, record.transfer_size) == (100, 60)
    written = json.loads(file_record_json(record))
    assert written["reference"] is None
    assert written["measured_at"] == "2026-05-04T12:00:00.123456Z"
    assert datetime.fromisoformat(written["measured_at"]) == NOON
