"""Heads and bodies of HTTP messages, as they come from a socket."""

from __future__ import annotations

import io

import pytest

from macros.terminal.messages import Head, MalformedMessage, read_body, read_head


def stream(content: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(content))


def test_a_head_is_read_and_written_as_it_was() -> None:
    written = b"GET /v1.45/version HTTP/1.1\r\nHost: docker\r\nUpgrade: tcp\r\n\r\n"
    head = read_head(stream(written + b"rest"))
    assert head is not None
    assert head.encode() == written
    assert head.upgrades


def test_a_field_is_replaced_whatever_its_case() -> None:
    head = Head("GET / HTTP/1.1", (("content-length", "5"), ("transfer-encoding", "chunked")))
    replaced = head.replaced("POST / HTTP/1.1", content_length=7, transfer_encoding=None)
    assert replaced == Head("POST / HTTP/1.1", (("Content-Length", "7"),))


def test_where_nothing_comes_there_is_no_head() -> None:
    assert read_head(stream(b"")) is None


@pytest.mark.parametrize("content", [b"GET / HTTP/1.1\r\n", b"\r\n", b"x" * 100_000, b"GET / HTTP/1.1\r\n" * 100_000])
def test_a_head_that_is_broken_or_endless_is_refused(content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read_head(stream(content))


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ((("Content-Length", "5"),), b"hello and more"),
        ((("Transfer-Encoding", "chunked"),), b"2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n"),
        ((), b"hello"),
    ],
)
def test_a_body_is_read_however_its_length_is_told(fields: tuple[tuple[str, str], ...], content: bytes) -> None:
    assert read_body(stream(content), Head("HTTP/1.1 200 OK", fields), answer=True) == b"hello"


@pytest.mark.parametrize(
    ("fields", "content"),
    [
        ((("Content-Length", "5"),), b"hell"),
        ((("Content-Length", "99999999999"),), b"hell"),
        ((("Transfer-Encoding", "chunked"),), b"zz\r\n"),
        ((("Transfer-Encoding", "chunked"),), b"5\r\nhell"),
        ((("Transfer-Encoding", "chunked"),), b"fffffffffff\r\nhell"),
    ],
)
def test_a_body_that_is_broken_or_endless_is_refused(fields: tuple[tuple[str, str], ...], content: bytes) -> None:
    with pytest.raises(MalformedMessage):
        read_body(stream(content), Head("HTTP/1.1 200 OK", fields), answer=True)


def test_a_request_without_a_length_has_no_body() -> None:
    assert read_body(stream(b"more"), Head("POST / HTTP/1.1", ()), answer=False) == b""
