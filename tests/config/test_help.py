"""The help pages say every code and every operation there is."""

import re

import pytest

from grappe.config.api import api
from grappe.config.handbook import kind_of
from grappe.config.refusals import refusals
from grappe.kit.api.problems import GENERAL
from grappe.kit.api.schema import example

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_code_has_one_anchor_and_no_raw_placeholder(client, language):
    client.cookies["grappe_language"] = language

    html = client.get("/help/errors/").content.decode()

    anchors = re.findall(r'<tr id="([\w.]+)"', html)
    assert sorted(anchors) == sorted({kind.code for kind in refusals()} | set(GENERAL))
    assert not re.search(r"%\(\w+\)s", html)


def test_the_codes_are_explained_in_french(client):
    client.cookies["grappe_language"] = "fr"

    html = client.get("/help/errors/").content.decode()

    assert "Il n’y a rien ici" in html
    assert "There is nothing here" not in html


def test_a_problem_leads_to_its_line(client):
    kind = client.get("/api/nowhere").json()["type"]

    path, _, code = kind.removeprefix("http://localhost:8000").partition("#")
    assert f'id="{code}"' in client.get(path).content.decode()


def test_a_refusal_on_a_page_leads_to_its_line(rf, client):
    from django.template.loader import render_to_string

    from grappe.kit.errors import Refused

    html = render_to_string("kit/problem_alert.html", {"problem": Refused(action="x")})
    assert 'href="/help/errors/#kit.forbidden"' in html


def test_every_operation_stands_in_the_handbook_with_a_call_to_copy(client):
    html = client.get("/help/api/").content.decode()

    paths = api.get_openapi_schema()["paths"]
    wanted = {f"{method.upper()} {path}" for path, ways in paths.items() for method in ways}
    assert len(wanted) > 100
    assert set(re.findall(r"<summary><code>([^<]+)</code>", html)) == wanted
    assert html.count("curl ") == len(wanted)
    ids = re.findall(r'<details class="fold" id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) == len(wanted)


def test_the_handbook_needs_nothing_from_elsewhere_and_no_script_of_its_own(client):
    answer = client.get("/help/api/")

    assert "unsafe" not in answer["Content-Security-Policy"]
    assert not re.search(r'(src|href)="(https?:)?//', answer.content.decode())


def test_every_write_with_a_body_has_an_example_of_the_right_kinds():
    document = api.get_openapi_schema()
    for path, ways in document["paths"].items():
        for method, operation in ways.items():
            content = operation.get("requestBody", {}).get("content", {})
            schema = content.get("application/json", {}).get("schema")
            if schema is None:
                continue
            made = content["application/json"].get("example")
            assert made is not None, (method, path)
            assert made == example(document, schema)


@pytest.mark.parametrize(
    ("schema", "said", "made"),
    [
        ({"type": "integer", "minimum": 3}, "integer", 3),
        ({"type": "string", "format": "date"}, "date", "2027-04-01"),
        ({"type": "array", "items": {"type": "boolean"}}, "boolean[]", [True]),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string | null", "…"),
        ({"type": "string", "enum": ["a", "b"]}, "string", "a"),
        ({"type": "string", "examples": ["CA-7"]}, "string", "CA-7"),
    ],
)
def test_a_schema_is_said_and_filled_in(schema, said, made):
    assert kind_of(schema) == said
    assert example({}, schema) == made


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/", "/api/calls/x/y/z"])
def test_an_unknown_address_of_the_api_is_a_problem(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "kit.not_found"


def test_a_method_that_an_address_lacks_is_a_problem_that_names_those_it_has(client):
    answer = client.patch("/api/inbox", headers={"Accept-Language": "fr"})

    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert answer.json()["code"] == "kit.method"
    assert answer.json()["params"] == {"allowed": "GET"}
    assert "méthode" in answer.json()["title"]


def test_a_page_keeps_its_own_answer_to_a_wrong_method(client):
    assert client.post("/privacy/")["Content-Type"].startswith("text/html")
