"""Points in time as people read them, and as machines do."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def span_html(first: datetime, last: datetime) -> Markup:
    """Return two moments as people read a span, naming a shared day once.

    >>> span_html(datetime(2025, 11, 24, 21, 8, tzinfo=UTC), datetime(2025, 11, 24, 21, 28, tzinfo=UTC)).striptags()
    '24 November 2025, 21:08 to 21:28 UTC'
    """
    if f"{first:%F %H:%M}" == f"{last:%F %H:%M}":
        return time_html(first)
    if first.astimezone(UTC).date() != last.astimezone(UTC).date():
        return Markup("{} to {}").format(time_html(first), time_html(last))
    return Markup("{}, {} to {}").format(
        _day(first), _time(first, f"{first.astimezone(UTC):%H:%M}"), _time(last, f"{last.astimezone(UTC):%H:%M} UTC")
    )


def time_html(moment: datetime) -> Markup:
    """Return a `<time>` that prints the moment in UTC, for example "24 November 2025, 21:28 UTC".

    >>> time_html(datetime(2025, 11, 24, 21, 28, tzinfo=UTC))
    Markup('<time datetime="2025-11-24T21:28:00Z">24 November 2025, 21:28 UTC</time>')
    """
    return _time(moment, f"{_day(moment)}, {moment.astimezone(UTC):%H:%M} UTC")


def _day(moment: datetime) -> str:
    # Not strftime's %B, which follows the machine's language.
    utc = moment.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def _time(moment: datetime, text: str) -> Markup:
    machine = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Markup('<time datetime="{}">{}</time>').format(machine, text)
