"""Commands print data to stdout, complaints to stderr, and end with a code that scripts can read."""

import io
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from grappe.cli import main, serve
from grappe.config.rights import table
from grappe.hub.audit.models import Event
from grappe.hub.audit.services import record
from grappe.hub.notices.models import Notice
from grappe.hub.notices.services import queue_email
from grappe.hub.notices.services.ticking import last_beat
from grappe.hub.people.models import User
from grappe.hub.people.queries import holders_of
from grappe.kit.access import ClusterRole
from tests.factories import NOON, OrganisationFactory

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("words", "page"),
    [(["reference", "errors"], "errors.md"), (["rights"], "rights.md")],
)
def test_a_page_of_the_reference_is_printed_as_it_stands(words, page, capsys):
    assert main(words) == 0

    out = capsys.readouterr()
    assert out.err == ""
    if words == ["rights"]:
        assert out.out == table()
    else:
        assert "| `kit.stale` | 409 |" in out.out


@pytest.mark.django_db
def test_migrate_says_what_it_would_do_and_does_nothing_when_all_is_done(capsys):
    assert main(["migrate", "--plan"]) == 0
    assert "No planned migration operations" in capsys.readouterr().out
    assert main(["migrate"]) == 0
    assert "No migrations to apply" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_worker_does_what_is_due_once_and_leaves_a_beat(capsys):
    queue_email(
        "test", email="a@example.ca", subject="S", body="B", language="en", at=NOON, once="w/1"
    )

    assert main(["worker", "--once"]) == 0

    assert "done" in capsys.readouterr().err
    assert Notice.objects.get(key="test").state == "shown"
    assert (timezone.now() - last_beat()).total_seconds() < 60


def director(monkeypatch, password, *words):
    monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
    return main(["user", "director", "Ada@Example.ca", "--name", "Ada", *words])


@pytest.mark.django_db
def test_an_empty_cluster_gets_one_first_director(monkeypatch, capsys):
    assert director(monkeypatch, "correct horse", "--language", "fr") == 0

    user = User.objects.get()
    assert (user.email, user.language) == ("ada@example.ca", "fr")
    assert user.check_password("correct horse")
    assert list(holders_of(ClusterRole.DIRECTOR)) == [user]

    assert director(monkeypatch, "correct horse") == 2
    assert "people." in capsys.readouterr().err
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_short_password_creates_nobody(monkeypatch, capsys):
    assert director(monkeypatch, "short") == 2

    assert "10 characters" in capsys.readouterr().err
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_trace_is_verified_and_a_broken_entry_named(capsys):
    firm = OrganisationFactory()
    for name in ("a", "b", "c"):
        record(f"organisation.{name}", firm, by=None, at=NOON)
    assert main(["audit", "verify"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("3 entries, unbroken. Head: ")
    head = said.split()[-1]
    assert main(["audit", "verify", "--expect", head]) == 0
    assert main(["audit", "verify", "--expect", "f" * 64]) == 1

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_final")
        else:
            cursor.execute("DROP TRIGGER audit_event_is_final")
    Event.objects.filter(sequence=2).update(verb="organisation.x")
    capsys.readouterr()

    assert main(["audit", "verify"]) == 1
    assert "Broken at entry 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.4", False),
        ("grappe.example.ca", False),
    ],
)
def test_an_address_is_this_machine_s_or_not(host, local):
    assert serve.is_local(host) is local


@pytest.mark.django_db
def test_the_demo_is_not_shown_to_other_machines_unless_asked(settings, monkeypatch, capsys):
    settings.DEMO = True
    served = []
    monkeypatch.setattr(serve, "serve", lambda **kw: served.append(kw["host"]) or 0)
    monkeypatch.delenv("GRAPPE_DEMO", raising=False)

    assert main(["serve", "--host", "0.0.0.0"]) == 2
    assert (served, "GRAPPE_DEMO=no" in capsys.readouterr().err) == ([], True)

    monkeypatch.setenv("GRAPPE_DEMO", "yes")
    assert main(["serve", "--host", "0.0.0.0"]) == 0
    assert (served, "Warning" in capsys.readouterr().err) == (["0.0.0.0"], True)


def test_serve_ends_both_processes_on_sigterm(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    import os

    env = {key: value for key, value in os.environ.items() if not key.startswith("GRAPPE_")}
    env["GRAPPE_HOME"] = str(tmp_path)
    command = [sys.executable, "-m", "grappe.cli", "serve", "--migrate", "--port", str(port)]
    running = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert str(port) in running.stdout.readline()
        health = answered(f"http://127.0.0.1:{port}/healthz")
        children = children_of(running.pid)
        assert '"database": "answers"' in health
        assert len(children) == 2
        running.send_signal(signal.SIGTERM)
        assert running.wait(15) == 0
    finally:
        running.kill()
        running.wait(5)
        running.stdout.close()
    assert [pid for pid in children if alive(pid)] == []


def answered(url):
    """Return what a server says once it is up."""
    for _try in range(100):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.read().decode()
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} never answered")


def children_of(pid):
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False
