"""Points in time as people read them, and as machines do."""

from __future__ import annotations

from datetime import UTC, datetime

from markupsafe import Markup

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def time_html(moment: datetime) -> Markup:
    """Return a `<time>` that prints the moment in UTC, for example "24 November 2025, 21:28 UTC".

    >>> time_html(datetime(2025, 11, 24, 21, 28, tzinfo=UTC))
    Markup('<time datetime="2025-11-24T21:28:00Z">24 November 2025, 21:28 UTC</time>')
    """
    utc = moment.astimezone(UTC)
    machine = utc.strftime("%Y-%m-%dT%H:%M:%SZ")
    # Not strftime's %B, which follows the machine's language.
    text = f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"
    return Markup('<time datetime="{}">{}</time>').format(machine, text)
