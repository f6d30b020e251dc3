import pytest
from django.urls import reverse
from django.utils import translation

from grappe.hub.audit.models import ChainHead, Event
from grappe.hub.audit.queries import state_words, verify
from grappe.hub.audit.registry import register_verbs, words_of
from grappe.hub.audit.services import record
from tests.factories import NOON, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
READERS = {"auditor", "director"}


@pytest.fixture
def signed_in(client):
    def go(*roles):
        user = UserFactory(roles=roles)
        client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
        return client

    return go


@pytest.fixture
def firm():
    return OrganisationFactory(legal_name="<b>Optel</b>")


@pytest.mark.parametrize(
    "role",
    ["officer", "director", "reviewer", "committee", "board", "finance", "observer", "auditor", ""],
)
def test_the_trace_is_read_by_auditors_and_directors_only(signed_in, firm, role):
    record("organisation.changed", firm, by=None, at=NOON)
    client = signed_in(*([role] if role else []))
    urls = [
        reverse("audit:events"),
        reverse("audit:events") + "?export=csv",
        reverse("audit:verify"),
        reverse("audit:history", args=["people.organisation", firm.pk]),
    ]

    for url in urls:
        assert client.get(url).status_code == (200 if role in READERS else 403), url


def test_a_stranger_signs_in_first(client):
    for name in ("events", "verify"):
        assert client.get(reverse(f"audit:{name}")).status_code == 302


def test_the_list_says_who_did_what_and_escapes(signed_in, firm):
    record("organisation.changed", firm, by=UserFactory(full_name="Ada <i>"), at=NOON)

    text = signed_in("auditor").get(reverse("audit:events")).text

    assert "Organisation changed" in text
    assert "Ada &lt;i&gt;" in text
    assert "<b>Optel</b>" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=ada", ["A"]),
        ("verb=organisation.merged", ["B"]),
        ("kind=people.organisation", ["A", "B"]),
        ("kind=people.user", []),
        ("since=2026-11-24", []),
        ("until=2026-11-23", ["A", "B"]),
        ("since=junk&verb=junk", ["A", "B"]),
    ],
)
def test_the_list_is_narrowed(signed_in, query, found):
    one, other = OrganisationFactory(legal_name="Firm A"), OrganisationFactory(legal_name="Firm B")
    record("organisation.changed", one, by=UserFactory(full_name="Ada"), at=NOON)
    record("organisation.merged", other, by=None, at=NOON)

    text = signed_in("auditor").get(f"{reverse('audit:events')}?{query}").text

    assert [name for name in "AB" if f"Firm {name}" in text] == found


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_one_entry_and_three(
    signed_in, firm, rows, django_assert_max_num_queries
):
    for _n in range(rows):
        record("organisation.changed", firm, by=UserFactory(), at=NOON)
    client = signed_in("auditor")

    with django_assert_max_num_queries(9):
        assert client.get(reverse("audit:events")).status_code == 200


def test_the_history_of_what_never_was_is_not_found(signed_in):
    url = reverse("audit:history", args=["people.organisation", "99999"])

    assert signed_in("auditor").get(url).status_code == 404


def test_the_page_proves_the_chain_and_gives_its_head(signed_in, firm):
    record("organisation.changed", firm, by=None, at=NOON)
    client, head = signed_in("auditor"), verify().head
    url = reverse("audit:verify")

    assert head in client.post(url, {"expected": ""}).text
    assert "The trace is whole" in client.post(url, {"expected": head.upper()}).text
    assert "is not in the chain" in client.post(url, {"expected": "f" * 64}).text
    assert client.post(url, {"expected": "junk"}).status_code == 422


def test_the_page_names_the_broken_entry(signed_in, firm):
    record("organisation.changed", firm, by=None, at=NOON)
    ChainHead.objects.update(sequence=7)

    text = signed_in("auditor").post(reverse("audit:verify"), {"expected": ""}).text

    assert "Entry 2 is missing at the end" in text
    assert Event.objects.count() == 1


def test_acts_have_words_and_unknown_ones_are_readable():
    assert words_of("organisation.merged") == "Organisation merged into another"
    assert words_of("thing.was_done") == "Thing: was done"
    with pytest.raises(ValueError, match="twice"):
        register_verbs({"organisation.merged": "Something else"})


def test_states_and_roles_are_written_in_the_readers_words_and_exported_as_they_are(
    signed_in, firm
):
    record("proposal.x", firm, by=None, at=NOON, from_state="draft", to_state="officer")
    client = signed_in("auditor")

    with translation.override("fr"):
        assert state_words("proposals.proposal", "submitted") == "Déposée"
    assert state_words("people.user", "officer") == "Programme officer"
    assert (state_words("people.user", ""), state_words("x.y", "gone")) == ("", "gone")
    assert "Programme officer" in client.get(reverse("audit:events")).text
    assert ",officer," in client.get(reverse("audit:events") + "?export=csv").text
