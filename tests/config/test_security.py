"""What protects people whatever a page does: production's settings, headers, cookies, languages."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from tests.factories import UserFactory

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "GRAPPE_PRODUCTION": "yes",
    "GRAPPE_SECRET_KEY": "k3-"
    + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2,
    "GRAPPE_HOSTS": "grappe.example.ca",
    "GRAPPE_SITE_URL": "https://grappe.example.ca",
    "GRAPPE_SMTP_HOST": "smtp.example.ca",
}
SHOW = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
from grappe.hub.notices.services.ticking import last_beat
answer = Client(headers={"host": "grappe.example.ca"}).get("/privacy/", secure=True)
plain = Client(headers={"host": "grappe.example.ca"}).get("/privacy/")
names = ["SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE",
         "CSRF_COOKIE_SECURE", "DEMO", "DEBUG"]
print(json.dumps({"headers": dict(answer.headers), "status": answer.status_code,
                  "plain": [plain.status_code, plain.get("Location")],
                  "settings": {n: getattr(settings, n) for n in names}}))
"""


def run(*command, home, **more):
    ours = ("GRAPPE_", "DJANGO_ALLOW_ASYNC")
    env = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    env |= {"DJANGO_SETTINGS_MODULE": "grappe.config.settings", "GRAPPE_HOME": str(home)}
    return subprocess.run(
        [sys.executable, *command],
        env=env | PRODUCTION | more,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_production_passes_djangos_own_check(tmp_path):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", home=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GRAPPE_SECRET_KEY", "short"),
        ("GRAPPE_DEBUG", "perhaps"),
        ("GRAPPE_DATABASE_URL", "mysql:"),
    ],
)
def test_a_bad_value_stops_the_start_and_names_the_variable(tmp_path, name, value):
    done = run("-m", "grappe.cli", "rights", home=tmp_path, **{name: value})

    assert done.returncode == 2
    assert name in done.stderr
    assert "Traceback" not in done.stderr


def test_production_answers_over_https_only_with_every_header(tmp_path):
    import json

    (tmp_path / "static").mkdir()
    collected = run("manage.py", "collectstatic", "--noinput", home=tmp_path)
    assert collected.returncode == 0, collected.stderr
    assert run("manage.py", "migrate", "-v0", home=tmp_path).returncode == 0

    done = run("-c", SHOW, home=tmp_path)

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    headers = told["headers"]
    assert told["status"] == 200
    assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert told["plain"] == [301, "https://grappe.example.ca/privacy/"]
    assert told["settings"] == {
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": True,
        "DEMO": False,
        "DEBUG": False,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/privacy/", "/nowhere/", "/api/openapi.json", "/api/nowhere", "/api/inbox", "/healthz"],
)
def test_every_kind_of_answer_bears_the_headers(client, path):
    answer = client.get(path)

    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "unsafe-eval" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "heading"), [("fr", "Vie privée"), ("en", "Privacy")])
def test_who_signs_in_reads_the_language_of_the_account(language, heading):
    from allauth.account.models import EmailAddress

    user = UserFactory(language=language, email="ada@example.ca")
    user.set_password("correct horse 9")
    user.save()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    client = Client(headers={"Accept-Language": "en" if language == "fr" else "fr"})

    answer = client.post("/accounts/login/", {"login": user.email, "password": "correct horse 9"})

    assert answer.status_code == 302
    assert answer.cookies["grappe_language"].value == language
    assert answer.cookies["sessionid"]["httponly"]
    assert answer.cookies["sessionid"]["samesite"] == "Lax"
    assert heading in client.get("/privacy/").content.decode()


def test_uploads_lie_outside_what_is_served(settings):
    from django.core.files.storage import default_storage

    name = default_storage.save("secret.pdf", ContentFile(b"%PDF-"))

    assert Client().get(default_storage.url(name)).status_code == 404
    assert Client().get(f"/static/{name}").status_code == 404
