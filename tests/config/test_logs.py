"""Every line bears its request and names nobody."""

import json
import logging
from io import StringIO

import pytest

from grappe.config.logs import logging_settings
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """Write beside the tests' own logs as production does; return what reads the lines so far."""
    written, root = StringIO(), logging.getLogger()
    settings = logging_settings(json=True, level="INFO")
    options = dict(settings["formatters"]["lines"])
    handler = logging.StreamHandler(written)
    handler.setFormatter(options.pop("()")(**options))
    levels = {root: "INFO"} | {
        logging.getLogger(name): told["level"] for name, told in settings["loggers"].items()
    }
    before = {logger: logger.level for logger in levels}
    for logger, level in levels.items():
        logger.setLevel(level)
    root.addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.removeHandler(handler)
    for logger, level in before.items():
        logger.setLevel(level)


def access(found):
    return [line for line in found if line["logger"] == "grappe.access"]


def test_a_request_is_one_line_with_its_route_and_no_address_of_anybody(client, lines):
    user = UserFactory(email="ada@example.ca")
    client.force_login(user)

    answer = client.get("/privacy/?email=ada@example.ca")

    (line,) = access(lines())
    assert (line["method"], line["route"], line["status"]) == ("GET", "privacy", 200)
    assert line["ms"] > 0
    assert line["request_id"] == answer["X-Request-ID"]
    assert len(line["person"]) == 12
    assert line["person"] != str(user.pk)
    assert "ada" not in json.dumps(line)


def test_a_stranger_is_nobody_in_the_log(client, lines):
    client.get("/privacy/")

    assert access(lines())[0]["person"] is None


def test_a_secret_in_a_path_is_not_logged(client, lines):
    client.get("/nowhere/s3cr3t-key/")

    found = lines()
    assert access(found)[0]["status"] == 404
    assert "s3cr3t" not in json.dumps(found)
    assert "Not Found" in [line["event"] for line in found]


def test_an_address_in_a_complaint_is_masked_and_the_trace_kept(lines):
    try:
        raise ValueError("Key (email)=(ada@example.ca) already exists.")
    except ValueError:
        logging.getLogger("grappe.worker").exception("tick failed")

    (line,) = lines()
    assert "ada@" not in json.dumps(line)
    assert "Key (email)=([address])" in line["exception"]
    assert "test_logs.py" in line["exception"]


@pytest.mark.parametrize("given", ["0af7651916cd43dd", "run-7.step_12"])
def test_a_sane_id_of_the_caller_is_taken_up(client, given):
    assert client.get("/privacy/", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "a b c d e f g", "id<script>alert"])
def test_any_other_id_is_replaced(client, given):
    made = client.get("/privacy/", headers={"X-Request-ID": given})["X-Request-ID"]
    assert made != given
    assert len(made) == 32


def test_the_page_for_our_own_failure_says_the_id_and_the_log_has_it(client, lines, monkeypatch):
    def fail(request, *args, **kwargs):
        raise RuntimeError("inside")

    monkeypatch.setattr("grappe.config.context.navigation", fail)
    client.raise_request_exception = False

    answer = client.get("/privacy/", headers={"X-Request-ID": "failure-0001"})

    assert answer.status_code == 500
    assert "failure-0001" in answer.content.decode()
    assert "inside" not in answer.content.decode()
    told = [line for line in lines() if "RuntimeError: inside" in line.get("exception", "")]
    assert {line["request_id"] for line in told} == {"failure-0001"}


def test_outside_production_requests_are_not_logged_one_by_one(capsys):
    settings = logging_settings(json=False, level="INFO")

    assert settings["loggers"]["grappe.access"]["level"] == "WARNING"
    logging_settings(json=True, level="INFO")
