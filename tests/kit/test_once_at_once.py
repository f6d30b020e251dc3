"""The same write sent at the same moment by several hands is done once, and answered once."""

import json
import threading

import pytest
from django.db import connection, connections  # noqa: F401 (read by skipif)
from django.test import Client
from django.utils import timezone

from grappe.hub.people.models import ApiToken, IdempotentAnswer, Organisation
from grappe.kit.api import hash_token
from tests.factories import UserFactory


@pytest.mark.django_db(transaction=True)
@pytest.mark.urls("tests.kit.api_urls")
@pytest.mark.skipif("connection.vendor == 'sqlite'", reason="one writer at a time by nature")
def test_one_key_sent_by_six_at_once_creates_one_and_keeps_one_answer():
    ApiToken.objects.create(
        user=UserFactory(), name="t", token_hash=hash_token("s"), created_at=timezone.now()
    )
    gate, answers = threading.Barrier(6), []

    def send():
        try:
            gate.wait(10)
            answers.append(
                Client().post(
                    "/test/orders",
                    json.dumps({"name": "Élan", "amount": "12.50"}),
                    content_type="application/json",
                    headers={"Authorization": "Bearer s", "Idempotency-Key": "k-1"},
                )
            )
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    told = [(answer.status_code, answer.json().get("code")) for answer in answers]
    assert len(told) == 6
    assert set(told) <= {(201, None), (409, "kit.idempotency_key_in_use")}
    assert (201, None) in told
    made = Organisation.objects.get()
    assert {a.json()["id"] for a in answers if a.status_code == 201} == {made.pk}
    kept = IdempotentAnswer.objects.get()
    assert (kept.status, json.loads(kept.body)["id"]) == (201, made.pk)
