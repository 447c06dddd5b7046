"""Asks registries for image references, all at once, and gives up on those that do not answer."""

from __future__ import annotations

import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from .answers import Away, Refused, RegistryAway, RegistryRefused
from .network import require_address
from .time_limit import TOO_SLOW, TimeLimit

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from .answers import Answer, Question

_PAUSE_SECONDS = 60.0
_given_up: dict[str, tuple[float, Away]] = {}
"""Registry → until when it is not asked again, on the monotonic clock, and why: a site that is served is built again
at every keystroke."""


def ask(questions: Collection[Question], environment: Mapping[str, str], now: datetime) -> dict[Question, Answer]:
    """Return the answer to each question; `now` is when they are asked, with time zone.

    Proxies, certificates and the place of Docker's credentials are the environment's. It takes three seconds where
    nothing answers, eight where everything answers slowly. A registry that did not answer is not asked again for a
    minute by this process.
    """
    answers: dict[Question, Answer] = {
        question: _given_up[question.reference.host][1]
        for question in questions
        if _given_up.get(question.reference.host, (0.0,))[0] > time.monotonic()
    }
    ended: SimpleQueue[tuple[Question, Answer | BaseException]] = SimpleQueue()
    limits = {question: TimeLimit() for question in questions if question not in answers}
    for question, limit in limits.items():
        # A daemon: a lookup of a name cannot be ended, and nobody shall wait for it.
        threading.Thread(target=_work, args=(question, environment, limit, now, ended), daemon=True).start()
    while limits:
        first = min(limits, key=lambda each: limits[each].due)
        answer: Answer | BaseException
        try:
            question, answer = ended.get(timeout=max(0.0, limits[first].due - time.monotonic()))
        except Empty:
            if limits[first].due > time.monotonic():
                continue  # its next exchange has begun meanwhile
            question, answer = first, _away(first, TOO_SLOW)
        if isinstance(answer, BaseException):
            raise answer
        if question not in limits:
            continue  # it came too late
        limits.pop(question).end()
        answers[question] = answer
        if isinstance(answer, Away):
            _given_up[question.reference.host] = (time.monotonic() + _PAUSE_SECONDS, answer)
    return answers


def _work(
    question: Question,
    environment: Mapping[str, str],
    limit: TimeLimit,
    now: datetime,
    ended: SimpleQueue[tuple[Question, Answer | BaseException]],
) -> None:
    answer: Answer | BaseException
    try:
        require_address(question.reference.url, environment)
        # A machine without a network never needs the HTTP client, which takes longer to load than that is to know.
        from .resolving import resolve

        answer = resolve(question, environment, limit, now)
    except RegistryAway as away:
        answer = _away(question, str(away))
    except RegistryRefused as refused:
        answer = Refused(str(refused))
    except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
        answer = error
    ended.put((question, answer))


def _away(question: Question, why: str) -> Away:
    return Away(f"the registry {question.reference.host} does not answer ({why})")
