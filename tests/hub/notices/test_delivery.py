"""Mail leaves once: retried when it surely failed, never twice."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail

from grappe.hub.notices.enums import DeliveryState
from grappe.hub.notices.errors import NotToSendAgain
from grappe.hub.notices.models import Notice
from grappe.hub.notices.services import (
    deliver_due,
    queue,
    queue_email,
    send_again,
    write_digests,
)
from grappe.hub.notices.services.delivering import LEASE, WAITS, Undeliverable, unsubscribe_link
from tests.factories import NOON, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live")]
NEXT = timedelta(days=1)


def told(key="test.changed", once="x", at=NOON, **person):
    (notice,) = queue(key, to=[UserFactory(**person)], at=at, once=once, name="Élan", url="/p/1/")
    return notice


def state(notice):
    notice.refresh_from_db()
    return notice.state


def test_the_same_act_tells_a_person_once():
    person = UserFactory()

    first = queue("test.changed", to=[person, person], at=NOON, once="a", name="x")
    again = queue("test.changed", to=[person], at=NOON, once="a", name="x")

    assert (len(first), again) == (1, [])
    assert Notice.objects.count() == 1


def test_a_notice_goes_out_once_with_where_to_act_and_why_it_came(settings):
    notice = told()

    assert deliver_due(at=NOON) == 1
    assert deliver_due(at=NOON + NEXT) == 0

    (sent,) = mail.outbox
    assert sent.subject == "Élan changed"
    assert sent.to == [notice.recipient.email]
    assert f"{settings.SITE_URL}/p/1/" in sent.body
    assert "You receive this because it concerns you" in sent.body
    assert sent.extra_headers["List-Unsubscribe"] == f"<{unsubscribe_link(notice)}>"
    assert sent.extra_headers["Message-ID"] == f"<notice-{notice.pk}@localhost>"
    assert (state(notice), notice.sent_at) == (DeliveryState.SENT, NOON)


def test_in_the_demo_nothing_leaves_and_the_letter_is_shown(settings):
    settings.DEMO = True
    notice = told()

    assert deliver_due(at=NOON) == 1
    assert (state(notice), mail.outbox) == (DeliveryState.SHOWN, [])


def test_mail_is_in_the_language_of_its_reader():
    told(language="fr")

    deliver_due(at=NOON)

    assert "Vous recevez ce message" in mail.outbox[0].body


def test_what_surely_failed_is_tried_again_later_and_later_then_has_failed():
    notice, at = told(), NOON

    def refuse(message):
        raise Undeliverable("SMTPConnectError")

    for attempt, wait in enumerate(WAITS, start=1):
        assert deliver_due(at=at, send=refuse) == 0
        assert (state(notice), notice.attempts) == (DeliveryState.QUEUED, attempt)
        assert notice.next_attempt_at == at + wait
        assert deliver_due(at=at + wait - timedelta(seconds=1), send=refuse) == 0
        assert state(notice) == DeliveryState.QUEUED
        at += wait
    deliver_due(at=at, send=refuse)

    assert (state(notice), notice.error) == (DeliveryState.FAILED, "SMTPConnectError")


@pytest.mark.parametrize("lost", [TimeoutError, smtplib.SMTPServerDisconnected])
def test_what_was_perhaps_sent_is_not_sent_again_by_itself(lost):
    notice = told()

    def hang_up(message):
        raise lost

    deliver_due(at=NOON, send=hang_up)

    assert state(notice) == DeliveryState.UNSURE
    assert deliver_due(at=NOON + NEXT) == 0
    assert mail.outbox == []


def test_a_worker_killed_after_sending_leaves_a_doubt_and_no_second_mail():
    notice = told()

    class Killed(BaseException):
        pass

    def send_then_die(message):
        message.send()
        raise Killed

    with pytest.raises(Killed):
        deliver_due(at=NOON, send=send_then_die)

    assert state(notice) == DeliveryState.SENDING
    assert deliver_due(at=NOON + LEASE) == 0
    assert state(notice) == DeliveryState.UNSURE
    assert len(mail.outbox) == 1


def test_two_workers_at_once_send_one_mail():
    told()

    def send_while_another_tries(message):
        assert deliver_due(at=NOON) == 0
        message.send()

    assert deliver_due(at=NOON, send=send_while_another_tries) == 1
    assert len(mail.outbox) == 1


def test_an_officer_sends_again_what_is_in_doubt_and_nothing_else():
    officer, notice = UserFactory(roles=["officer"]), told()
    Notice.objects.update(state=DeliveryState.UNSURE, attempts=3)

    send_again(notice=notice, by=officer, at=NOON)

    assert deliver_due(at=NOON) == 1
    with pytest.raises(NotToSendAgain):
        send_again(notice=notice, by=officer, at=NOON)
    assert len(mail.outbox) == 1


def test_a_letter_with_a_secret_is_forgotten_once_sent():
    notice = queue_email(
        "account.reset",
        email="a@example.org",
        subject="Reset\nit",
        body="https://x/secret",
        language="en",
        at=NOON,
        once="r",
    )

    deliver_due(at=NOON)

    assert mail.outbox[0].subject == "Reset it"
    assert "secret" in mail.outbox[0].body
    notice.refresh_from_db()
    assert (notice.state, notice.body) == (DeliveryState.SENT, "")


@pytest.mark.parametrize(
    ("mode", "key", "expected"),
    [
        ("each", "test.changed", "queued"),
        ("digest", "test.changed", "digest"),
        ("none", "test.changed", "skipped"),
        ("none", "test.must", "queued"),
        ("digest", "test.must", "queued"),
    ],
)
def test_people_choose_their_mail_but_what_they_must_act_on_comes(mode, key, expected):
    assert told(key, notice_mode=mode).state == expected


def test_a_summary_a_day_gathers_what_waits_and_tells_it_once():
    person = UserFactory(notice_mode="digest")
    for number in range(3):
        queue("test.changed", to=[person], at=NOON, once=str(number), name=f"P{number}")
    morning = NOON + NEXT

    assert write_digests(morning) == 1
    assert write_digests(morning) == 0
    deliver_due(at=morning)

    (sent,) = mail.outbox
    assert sent.subject == "3 things since yesterday"
    assert all(f"• P{number} changed" in sent.body for number in range(3))
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_nobody_is_woken_by_a_summary_and_today_s_latecomers_wait_for_tomorrow():
    person = UserFactory(notice_mode="digest")
    queue("test.changed", to=[person], at=NOON, once="1", name="a")
    night, morning = NOON - timedelta(hours=3), NOON + timedelta(hours=1)
    assert write_digests(night) == 0
    write_digests(morning)
    queue("test.changed", to=[person], at=morning, once="2", name="b")

    assert write_digests(morning + timedelta(hours=2)) == 0
    assert write_digests(morning + NEXT) == 1


def test_the_link_in_a_mail_ends_what_only_informs(client):
    notice = told()
    path = unsubscribe_link(notice).removeprefix("http://localhost:8000")

    assert client.get(path).status_code == 200
    notice.recipient.refresh_from_db()
    assert notice.recipient.notice_mode == "each"  # looking changes nothing
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    notice.recipient.refresh_from_db()
    assert notice.recipient.notice_mode == "none"
    assert client.post(path[:-3] + "x/").status_code == 404


def test_mail_one_must_act_on_offers_no_way_out():
    told("test.must")

    deliver_due(at=NOON)

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
