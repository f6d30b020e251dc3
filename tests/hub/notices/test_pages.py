"""The inbox, the letters and the outbox."""

import pytest

from grappe.hub.notices.models import Notice, Template
from grappe.hub.notices.services import queue, queue_email
from tests.factories import NOON, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def tell(person, count=1, key="test.changed", start=0):
    for number in range(start, start + count):
        queue(key, to=[person], at=NOON, once=f"{key}{number}", name=f"Project {number}")


def test_the_inbox_shows_a_person_s_own_and_filters(client, person):
    tell(person, 2)
    tell(person, 1, key="test.must", start=7)
    tell(UserFactory(), 1, start=50)
    Notice.objects.filter(recipient=person, subject="Project 0 changed").update(read_at=NOON)

    every = client.get("/inbox/").content.decode()
    unread = client.get("/inbox/?show=unread").content.decode()
    act = client.get("/inbox/?show=act").content.decode()

    assert "Project 0 changed" in every
    assert "Project 50" not in every
    assert "Project 0 changed" not in unread
    assert "Act on Project 7" in act
    assert "Project 1 changed" not in act


@pytest.mark.parametrize("count", [1, 3])
def test_the_inbox_keeps_its_query_count(client, person, count, django_assert_max_num_queries):
    tell(person, count)

    with django_assert_max_num_queries(7):
        client.get("/inbox/")


def test_opening_a_notice_reads_it_and_nobody_opens_another_s(client, person):
    tell(person)
    notice = Notice.objects.get()

    assert "Look at Project 0." in client.get(f"/inbox/{notice.pk}/").content.decode()
    notice.refresh_from_db()
    assert notice.read_at is not None
    client.force_login(UserFactory())
    assert client.get(f"/inbox/{notice.pk}/").status_code == 404


def test_all_can_be_read_at_once(client, person):
    tell(person, 3)

    assert client.post("/inbox/read/").status_code == 302
    assert not Notice.objects.filter(read_at=None).exists()


def test_html_in_a_notice_is_text(client, person):
    queue("test.changed", to=[person], at=NOON, once="h", name="<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get("/inbox/").content.decode()
    assert (
        "<script>alert(1)" not in client.get(f"/inbox/{Notice.objects.get().pk}/").content.decode()
    )


WORDS = {
    "subject_en": "News of %(name)s",
    "body_en": "100 %% new",
    "subject_fr": "Des nouvelles de %(name)s",
    "body_fr": "Du nouveau.",
}


def test_an_officer_rewords_a_letter_and_the_next_one_uses_it_in_each_language(client):
    client.force_login(UserFactory(roles=["officer"]))

    assert client.post("/letters/test.changed/", WORDS).status_code == 302
    tell(UserFactory(language="fr"))
    tell(UserFactory(language="en"), start=9)

    assert set(Notice.objects.values_list("subject", "body")) == {
        ("Des nouvelles de Project 0", "Du nouveau."),
        ("News of Project 9", "100 % new"),
    }
    client.post("/letters/test.changed/reset/")
    assert not Template.objects.exists()


def test_a_preview_shows_the_words_with_a_sample_and_keeps_nothing(client):
    client.force_login(UserFactory(roles=["officer"]))

    shown = client.post("/letters/test.changed/", WORDS | {"preview": "1"})

    assert shown.status_code == 200
    assert "Des nouvelles de Élan" in shown.content.decode()
    assert not Template.objects.exists()


@pytest.mark.parametrize("bad", ["%(nobody)s", "100 %", "%(name)d", "%s"])
def test_words_that_cannot_be_filled_are_refused(client, bad):
    client.force_login(UserFactory(roles=["officer"]))

    answer = client.post("/letters/test.changed/", WORDS | {"body_fr": bad})

    assert answer.status_code == 422
    assert "cannot be filled in" in answer.content.decode()
    assert not Template.objects.exists()


def test_words_that_the_product_cannot_fill_any_more_give_way_to_its_own():
    Template.objects.create(
        key="test.changed",
        changed_by=UserFactory(),
        changed_at=NOON,
        **(WORDS | {"subject_en": "%(gone)s"}),
    )

    tell(UserFactory())

    assert Notice.objects.get().subject == "Project 0 changed"


def test_letters_are_the_officers_and_the_outbox_too_outside_the_demo(client, settings, person):
    settings.DEMO = False
    assert client.get("/letters/").status_code == 403
    assert client.get("/outbox/").status_code == 403
    client.force_login(UserFactory(roles=["officer"]))
    assert client.get("/letters/").status_code == 200
    assert client.get("/outbox/").status_code == 200


def test_a_letter_with_a_secret_is_shown_in_the_demo_only(client, settings):
    notice = queue_email(
        "account.reset",
        email="a@example.org",
        subject="Reset",
        body="https://x/secret",
        language="en",
        at=NOON,
        once="r",
    )
    page = f"/outbox/{notice.pk}/"
    settings.DEMO = True
    assert "https://x/secret" in client.get(page).content.decode()

    settings.DEMO = False
    client.force_login(UserFactory(roles=["officer"]))
    assert "secret" not in client.get(page).content.decode().replace("secret link", "")


def test_account_mail_goes_through_the_outbox_in_the_person_s_language(client):
    person = UserFactory(language="fr")

    client.post("/accounts/password/reset/", {"email": person.email})

    notice = Notice.objects.get()
    assert (notice.email, notice.language, notice.must_act) == (person.email, "fr", True)
    assert "/accounts/password/reset/key/" in notice.body
