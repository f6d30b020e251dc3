"""Whoever watches the installation learns whether it is well, and nothing else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from grappe.hub.notices.models import Mark
from grappe.hub.notices.services.ticking import beat

pytestmark = pytest.mark.django_db


def test_it_is_well_when_the_database_is_up_to_date_and_a_worker_is_alive(client):
    beat(at=timezone.now() - timedelta(seconds=30))

    answer = client.get("/healthz")

    said = answer.json()
    assert answer.status_code == 200
    assert said.pop("worker_seconds") in range(30, 40)
    assert said == {"status": "well", "database": "answers", "migrations_missing": 0}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("silent", [None, timedelta(minutes=3)])
def test_it_is_not_well_without_a_worker(client, silent):
    if silent:
        beat(at=timezone.now() - silent)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["status"]) == (503, "not well")
    assert answer.json()["worker_seconds"] == (180 if silent else None)


def test_it_is_not_well_when_a_migration_is_missing(client):
    beat(at=timezone.now())
    MigrationRecorder.Migration.objects.filter(app="people", name="0001_initial").delete()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["migrations_missing"]) == (503, 1)


def test_it_says_that_the_database_is_silent_and_nothing_of_why(client, monkeypatch):
    def fail(self):
        raise DatabaseError('password authentication failed for user "grappe"')

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", fail)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["database"]) == (503, "silent")
    assert "password" not in answer.content.decode()
    assert not Mark.objects.exists()


def test_it_only_answers_questions(client):
    assert client.post("/healthz").status_code == 405
