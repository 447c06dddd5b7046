from __future__ import annotations

import msgspec

from macros.records.measurement import Measurement, SmokeTest
from tests.unit.records.samples import measurement


def test_a_record_of_before_smoke_tests_told_their_limits_is_still_read() -> None:
    old = msgspec.to_builtins(measurement())
    del old["further_smoke_tests"], old["smoke_test"]["read_only"], old["smoke_test"]["limits"]
    read = msgspec.convert(old, Measurement)
    (test,) = read.smoke_tests
    assert (test.read_only, test.limits) == (False, None)


def test_the_first_smoke_test_stands_where_it_stood_before_there_were_several() -> None:
    first, second = measurement().smoke_tests
    published = msgspec.to_builtins(measurement())
    assert msgspec.convert(published["smoke_test"], SmokeTest) == first
    assert [msgspec.convert(test, SmokeTest) for test in published["further_smoke_tests"]] == [second]
