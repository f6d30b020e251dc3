"""Every address × every role, with the status that each must get: a new door needs its entry.

The tables are `tests/hub/<app>/doors.py`: one line a door, one status a role, in the order of
`world.ROLES`. A page and an operation of the API are asked by their own method, POST with nothing in
it (so 422 and 409 mean: let in, but nothing to do). After adding a door, write its line by hand from
who may pass; GRAPPE_SKETCH_DOORS=1 prints what each role gets today, to be compared, not believed.
"""

import importlib
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import ROLES, World, build

APPS = [
    "audit",
    "notices",
    "people",
    "calls",
    "proposals",
    "projects",
    "reviews",
    "decisions",
    "desk",
]
API_APPS = {  # first part of an address of the API -> the app that answers
    "inbox": "notices",
    "webhooks": "notices",
    "calls": "calls",
    "proposals": "proposals",
    "projects": "projects",
    "reviews": "reviews",
    "meetings": "decisions",
    "decisions": "decisions",
    "me": "people",
    "organisations": "people",
    "people": "people",
    "invitations": "people",
    "questions": "people",
    "trace": "audit",
}
# Doors of allauth and of Django itself are theirs to test; ours are all in a namespace.
ABSENT = 987_654_321  # the number of nothing


def pages() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the app, the name and the arguments of every page of ours."""

    def walk(patterns: list[Any], namespace: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, one.namespace or namespace)
            elif isinstance(one, URLPattern) and namespace in APPS:
                names = one.pattern.converters or one.pattern.regex.groupindex
                yield namespace, f"{namespace}:{one.name}", tuple(names)

    yield from walk(get_resolver().url_patterns, "")


def operations() -> Iterator[tuple[str, str, str]]:
    """Yield the app, the method and the address of every operation of the API."""
    from grappe.config.api import api

    for path, methods in api.get_openapi_schema()["paths"].items():
        for method in methods:
            yield API_APPS[path.split("/")[2]], method.upper(), path


def value(world: World, app: str, route: str, name: str) -> Any:
    """Return what an address needs to lead to something of the world, or to nothing."""
    for scope in (route, app, ""):
        if name in world.kwargs.get(scope, {}):
            return world.kwargs[scope][name]
    return ABSENT


def address(world: World, door: str, app: str, arguments: tuple[str, ...] = ()) -> str:
    """Return the address behind a door's name."""
    name = door.partition(" ")[2]
    if name.startswith("/"):
        return re.sub(r"{(\w+)}", lambda m: str(value(world, app, door, m.group(1))), name)
    given = {one: value(world, app, name, one) for one in arguments}
    try:
        return reverse(name, kwargs=given)
    except NoReverseMatch:
        return reverse(name, kwargs={k: str(v) for k, v in given.items()})


def doors(app: str) -> dict[str, tuple[str, ...]]:
    """Return the doors of an app as the product has them now: name -> arguments."""
    found = {f"{method} {path}": () for home, method, path in operations() if home == app}
    for home, name, arguments in pages():
        if home == app:
            for method in ("GET", "POST"):
                found[f"{method} {name}"] = arguments
    return found


def table(app: str) -> dict[str, str]:
    """Return the written table of an app."""
    return dict(importlib.import_module(f"tests.hub.{app}.doors").DOORS)


def status(clients: dict[str, Client], role: str, door: str, url: str) -> int:
    """Knock, and undo whatever came of it."""
    method = door.partition(" ")[0].lower()
    data: dict[str, Any] = {}
    if url.startswith("/api/") and method != "get":
        data = {"data": "{}", "content_type": "application/json"}
    with transaction.atomic():
        answer = getattr(clients[role], method)(url, **data)
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.fixture
def knock(django_db_reset_sequences: Any) -> Any:
    """Return a function that knocks at a door as each role; numbers begin anew, alike everywhere."""
    world = build()
    clients = {}
    for role in ROLES:
        clients[role] = Client(raise_request_exception=False)
        if role != "anyone":
            clients[role].force_login(world.people[role])

    def at(app: str, door: str, arguments: tuple[str, ...]) -> list[int]:
        url = address(world, door, app, arguments)
        return [status(clients, role, door, url) for role in ROLES]

    return at


@pytest.mark.parametrize("app", APPS)
def test_every_door_has_its_line(app: str) -> None:
    if os.environ.get("GRAPPE_SKETCH_DOORS"):
        pytest.skip("sketching")
    missing = set(doors(app)) - set(table(app)) - closed(app)
    assert missing == set(), "add a line for each to tests/hub/<app>/doors.py"
    assert set(table(app)) - set(doors(app)) == set(), "these doors are gone"


def closed(app: str) -> set[str]:
    """Return the doors that the table says nobody ever opens with that method (405)."""
    return set(importlib.import_module(f"tests.hub.{app}.doors").NO_SUCH_METHOD)


@pytest.mark.parametrize("app", APPS)
def test_every_role_gets_what_its_line_says(app: str, knock: Any) -> None:
    if os.environ.get("GRAPPE_SKETCH_DOORS"):
        sketch(app, knock)
        return
    found, wanted = {}, {}
    for door, arguments in doors(app).items():
        if door in closed(app):
            assert set(knock(app, door, arguments)) <= {302, 405}, door
            continue
        wanted[door] = [int(one) for one in table(app)[door].split()]
        found[door] = knock(app, door, arguments)
    wrong = [
        f"{door} as {role}: {got} instead of {must}"
        for door in wanted
        for role, must, got in zip(ROLES, wanted[door], found[door], strict=True)
        if got != must
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_no_door_breaks_for_anyone(app: str) -> None:
    assert [door for door, line in table(app).items() if re.search(r"\b5\d\d\b", line)] == []


def sketch(app: str, knock: Any) -> None:
    """Write what each role gets today, to be read by a person line by line."""
    lines, no_method = {}, []
    for door, arguments in doors(app).items():
        got = knock(app, door, arguments)
        if set(got) <= {302, 405} and 405 in got:
            no_method.append(door)
        else:
            lines[door] = " ".join(map(str, got))
    where = Path(os.environ["GRAPPE_SKETCH_DOORS"]) / f"{app}.json"
    where.write_text(json.dumps({"doors": lines, "no_method": no_method}, indent=1))
