"""Decides what becomes of a request to the engine: it goes on as it is, rewritten, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlencode

from . import answers, creating
from .scope import DEFAULT_NETWORKS, Made, Refused, Scope, not_for_a_page

_VERSION = re.compile(r"/v\d+\.\d+(?=/)")


class Request(NamedTuple):
    """What a command line asks of its engine."""

    method: str
    target: str
    """Path and query, as they stand in the request."""
    body: bytes
    """Empty where the content is no JSON: what else is sent goes on as it comes."""


@dataclass(frozen=True, slots=True)
class Forward:
    """What the engine is asked in a request's place."""

    target: str
    body: bytes
    answer: Callable[[Any], Any] | None = None
    """Gets the JSON of a good answer, None where it has none, and returns what is told; None: as it comes."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request, taken apart."""

    method: str
    version: str
    path: str
    query: dict[str, list[str]]
    body: bytes
    scope: Scope
    parts: dict[str, str]
    """What the route's pattern found in the path."""

    def forward(
        self, path: str | None = None, answer: Callable[[Any], Any] | None = None, **query: str | list[str]
    ) -> Forward:
        """Ask the engine for the same, or for another path, with these values of the query in place of those."""
        values = {**self.query, **query}
        asked = f"?{urlencode(values, doseq=True)}" if values else ""
        return Forward(f"{self.version}{quote(path or self.path, safe='/:')}{asked}", self.body, answer)

    def value(self, name: str) -> str:
        """Return a value of the query; empty where it is not there."""
        return self.query.get(name, [""])[0]

    def json(self) -> dict[str, Any]:
        """Return the content. Raises Refused where it is none."""
        try:
            content = json.loads(self.body)
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise Refused(400, "the request has no content that is understood")
        return content


def decide(request: Request, scope: Scope) -> Forward:
    """Return what the engine is asked instead of a request of a command's. Raises Refused."""
    whole, _, query = request.target.partition("?")
    version = _VERSION.match(whole)
    path = unquote(whole[version.end() :] if version else whole)
    for methods, pattern, handler in _ROUTES:
        match = re.fullmatch(pattern, path)
        if match and request.method in methods.split():
            values = parse_qs(query, keep_blank_values=True)
            prefix = version.group() if version else ""
            asked = _Asked(request.method, prefix, path, values, request.body, scope, match.groupdict())
            return handler(asked)
    for pattern, why in _REASONS:
        if re.match(pattern, path):
            raise not_for_a_page(why)
    raise not_for_a_page(f"it asks the engine for what is not the page's alone ({request.method} {path})")


def _as_it_is(asked: _Asked) -> Forward:
    return asked.forward()


def _images(asked: _Asked) -> Forward:
    asked.scope.add("`docker` sees the images of this page alone")
    try:
        filters = json.loads(asked.value("filters") or "{}")
    except ValueError as error:
        raise Refused(400, "the filters are not understood") from error
    patterns = list(filters.pop("reference", ()))
    return asked.forward(
        answer=lambda listed: answers.images(listed, asked.scope, patterns), filters=json.dumps(filters)
    )


def _image(asked: _Asked) -> Forward:
    what = asked.parts["what"]
    path = f"/images/{asked.scope.image(asked.parts['name'])}/{what}"
    if what == "get":
        return asked.forward(path)
    told = answers.image if what == "json" else answers.history
    return asked.forward(path, lambda answer: told(answer, asked.scope))


def _save(asked: _Asked) -> Forward:
    return asked.forward(names=[asked.scope.image(name) for name in asked.query.get("names", ())])


def _create_container(asked: _Asked) -> Forward:
    name = asked.value("name")
    content = asked.json()
    image = content.get("Image", "")
    body, ports = creating.container(content, asked.scope, name)

    def made(told: Any) -> Any:  # noqa: ANN401 - JSON
        asked.scope.containers[told["Id"]] = Made(image, ports)
        return told

    named = asked.forward(name=asked.scope.private(name)) if name else asked.forward()
    return Forward(named.target, json.dumps(body).encode(), made)


def _containers(asked: _Asked) -> Forward:
    asked.scope.add("`docker` sees the containers of this command alone")
    narrowed = asked.scope.with_label(asked.value("filters"))
    return asked.forward(answer=lambda listed: answers.containers(listed, asked.scope), filters=narrowed)


def _container(asked: _Asked) -> Forward:
    container = asked.scope.container(asked.parts["name"])
    what = asked.parts["what"] or ""
    if what == "/exec" and asked.json().get("Privileged"):
        raise not_for_a_page("`--privileged` lets a container out of its own walls")

    def answered(told: Any) -> Any:  # noqa: ANN401 - JSON
        if what == "/start" and container in asked.scope.containers:
            asked.scope.containers[container].started = True
        return answers.container(told, asked.scope) if what == "/json" else told

    path = f"/containers/{container}{what}"
    return asked.forward(path, answered if what in {"/start", "/json", "/top"} else None)


def _networks(asked: _Asked) -> Forward:
    asked.scope.add("`docker` sees Docker's default networks and those of this command alone")
    return asked.forward(answer=lambda listed: answers.networks(listed, asked.scope))


def _create_network(asked: _Asked) -> Forward:
    def made(told: Any) -> Any:  # noqa: ANN401 - JSON
        asked.scope.networks.add(told["Id"])
        return told

    return Forward(asked.forward().target, json.dumps(creating.named(asked.json(), asked.scope)).encode(), made)


def _network(asked: _Asked) -> Forward:
    name, what = asked.parts["name"], asked.parts["what"] or ""
    path = f"/networks/{asked.scope.network(name)}{what}"
    if asked.method == "GET":
        return asked.forward(path, lambda told: answers.network(told, asked.scope))
    if name in DEFAULT_NETWORKS:
        raise not_for_a_page("it changes a network that is the engine's own")
    if not what:
        return asked.forward(path)
    content = asked.json()
    body = {**content, "Container": asked.scope.container(content.get("Container", ""))}
    return Forward(asked.forward(path).target, json.dumps(body).encode())


def _volumes(asked: _Asked) -> Forward:
    asked.scope.add("`docker` sees the volumes of this command alone")
    return asked.forward(filters=asked.scope.with_label(asked.value("filters")), answer=lambda told: told)


def _create_volume(asked: _Asked) -> Forward:
    body = json.dumps(creating.named(asked.json(), asked.scope)).encode()
    return Forward(asked.forward().target, body, lambda told: told)


def _volume(asked: _Asked) -> Forward:
    path = f"/volumes/{asked.scope.private(asked.parts['name'])}"
    return asked.forward(path, (lambda told: told) if asked.method == "GET" else None)


_OF_CONTAINER = (
    "json|logs|top|stats|changes|export|archive|attach|wait|start|stop|restart|kill|pause|unpause|resize|exec"
)
_ROUTES: tuple[tuple[str, str, Callable[[_Asked], Forward]], ...] = (
    ("GET HEAD", r"/_ping|/version", _as_it_is),
    ("GET", r"/images/json", _images),
    ("GET", r"/images/get", _save),
    ("GET", r"/images/(?P<name>.+)/(?P<what>json|history|get)", _image),
    ("POST", r"/containers/create", _create_container),
    ("GET", r"/containers/json", _containers),
    ("GET HEAD POST PUT", rf"/containers/(?P<name>[^/]+)(?P<what>/(?:{_OF_CONTAINER}))", _container),
    ("DELETE", r"/containers/(?P<name>[^/]+)(?P<what>)", _container),
    ("GET POST", r"/exec/[0-9a-f]{64}/(?:start|json|resize)", _as_it_is),
    ("GET", r"/networks", _networks),
    ("POST", r"/networks/create", _create_network),
    ("POST", r"/networks/(?P<name>[^/]+)(?P<what>/(?:connect|disconnect))", _network),
    ("GET DELETE", r"/networks/(?P<name>[^/]+)(?P<what>)", _network),
    ("GET", r"/volumes", _volumes),
    ("POST", r"/volumes/create", _create_volume),
    ("GET DELETE", r"/volumes/(?P<name>[^/]+)", _volume),
)
_REASONS = (
    (r"/build|/session|/grpc", "what builds an image is declared with `builds`, and shows the build that was measured"),
    (r"/images/create", "a page's commands use images of examples alone, those that their `images` name"),
    (r"/images/|/commit|/auth|/distribution", "it changes what images there are, or asks a registry for some"),
    (r"/.*/prune", "it removes what may be the reader's"),
    (r"/containers/", "it does to a container what leaves it no longer this command's own"),
)
"""Why a request is refused that no route is for."""
