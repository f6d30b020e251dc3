from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grappe.hub.audit.queries import history_of
from grappe.hub.people import services
from grappe.hub.people.errors import Answered, CannotMerge, ReasonMissing
from grappe.hub.people.models import (
    Affiliation,
    DuplicateQuestion,
    Interest,
    LinkQuestion,
    Membership,
    Organisation,
    OrganisationSector,
)
from grappe.hub.people.queries import final, likely_matches, normal_name
from grappe.hub.people.services.merging import references
from tests.factories import (
    NOON,
    AffiliationFactory,
    OrganisationFactory,
    PartnerFactory,
    ProposalFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Optel Inc.", "OPTEL"),
        ("Logistique Québec Ltée", "Logistique Quebec Ltd."),
        ("Université de Montréal", "University of Montreal"),
        ("Tremblay & Frères S.E.N.C.", "Tremblay et Freres"),
        ("Le Groupe Robert inc.", "Robert Group Inc"),
    ],
)
def test_names_are_compared_without_form_accent_case_and_language(one, other):
    assert sorted(normal_name(one).split()) == sorted(normal_name(other).split())


def test_a_name_that_is_only_a_legal_form_is_still_a_name():
    assert normal_name("The Company") == "the company"


def matches(one):
    return [match.organisation for match in likely_matches(one)]


def test_the_same_name_in_another_spelling_is_found_with_its_evidence():
    optel = OrganisationFactory(legal_name="Optel Group Inc.")
    OrganisationFactory(legal_name="Canadian Tire Corporation")
    new = Organisation(legal_name="Groupe Optel ltée", country="CA")

    found = likely_matches(new)

    assert [match.organisation for match in found] == [optel]
    assert found[0].score >= 0.9
    assert "alike to 100 %" in found[0].words[0]


def test_scale_ai_of_montreal_is_not_scale_ai_inc_of_san_francisco():
    OrganisationFactory(legal_name="Scale AI", city="Montréal", country="CA")
    other = OrganisationFactory(
        legal_name="Scale AI, Inc.", city="San Francisco", country="US", province=""
    )

    assert matches(other) == []
    assert services.find_duplicates(at=NOON) == []


def test_two_business_numbers_are_two_firms_and_one_number_is_one_question():
    one = OrganisationFactory(legal_name="Optel", business_number="123456782")
    other = OrganisationFactory(legal_name="Optel", business_number="100000009")
    assert matches(one) == []

    other.business_number = "123456782"
    other.legal_name = "Nothing alike"
    assert [(m.organisation, m.score) for m in likely_matches(other)] == [(one, 1.0)]


def test_a_shared_domain_asks_about_names_less_alike():
    one = OrganisationFactory(legal_name="Optel Reclaim Europe", email_domain="optel.com")
    other = OrganisationFactory(legal_name="Optel Reclaim", email_domain="Optel.com")
    assert matches(other) == [one]

    Organisation.objects.update(email_domain="gmail.com")
    assert matches(Organisation.objects.get(pk=other.pk)) == []


def test_duplicates_are_asked_once_and_not_again_after_an_answer():
    one, _other = (OrganisationFactory(legal_name=n) for n in ("Optel Inc.", "Optel"))
    officer = UserFactory(roles=["officer"])
    (question,) = services.find_duplicates(at=NOON)

    assert services.find_duplicates(at=NOON) == []
    with pytest.raises(ReasonMissing):
        services.dismiss_duplicate(question=question, reason="  ", by=officer, at=NOON)
    services.dismiss_duplicate(question=question, reason="Two firms", by=officer, at=NOON)
    assert services.find_duplicates(at=NOON) == []
    with pytest.raises(Answered):
        services.confirm_duplicate(question=question, keep=one, reason="One", by=officer, at=NOON)
    one.refresh_from_db()
    assert one.merged_into is None


def merge(kept, other, by=None):
    return services.merge_organisations(
        kept=kept, other=other, by=by or UserFactory(roles=["officer"]), at=NOON
    )


def test_confirming_merges_into_the_one_to_keep():
    one, other = (OrganisationFactory(legal_name=n) for n in ("Optel Inc.", "Optel"))
    (question,) = services.find_duplicates(at=NOON)

    services.confirm_duplicate(
        question=question, keep=other, reason="Same", by=UserFactory(), at=NOON
    )

    one.refresh_from_db()
    assert one.merged_into == other
    assert DuplicateQuestion.objects.get().state == "confirmed"
    assert next(e.verb for e in history_of(one)) == "organisation.merged"


def test_every_column_that_points_to_an_organisation_is_known():
    known = {f"{model._meta.label_lower}.{field.name}" for model, field in references()}

    assert {
        "people.affiliation.organisation",
        "people.interest.organisation",
        "people.invitation.organisation",
        "people.membership.organisation",
        "people.organisation.parent",
        "people.organisation.merged_into",
        "people.organisationsector.organisation",
        "proposals.partner.organisation",
        "proposals.proposal.lead",
        "reviews.pastwork.organisation",
        "projects.projectpartner.organisation",
    } <= known


def test_merging_keeps_every_reference():
    kept, other = OrganisationFactory(), OrganisationFactory()
    proposal = ProposalFactory(lead=other)
    part = PartnerFactory(organisation=other)
    worker = AffiliationFactory(organisation=other)
    child, absorbed = OrganisationFactory(parent=other), OrganisationFactory(merged_into=other)
    OrganisationSector.objects.create(organisation=kept, sector="retail")
    for sector in ("retail", "health"):
        OrganisationSector.objects.create(organisation=other, sector=sector)
    Membership.objects.create(
        organisation=other, starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31)
    )

    merge(kept, other)

    for row in (proposal, part, worker, child, absorbed, other):
        row.refresh_from_db()
    assert proposal.lead == part.organisation == worker.organisation == child.parent == kept
    assert absorbed.merged_into == other.merged_into == kept
    assert proposal.partners.get().organisation == kept
    assert set(kept.sectors.values_list("sector", flat=True)) == {"retail", "health"}
    assert kept.memberships.count() == 1
    assert [e.verb for e in history_of(kept)] == ["organisation.absorbed"]


def test_someone_in_both_keeps_the_higher_role_and_both_times():
    ada = UserFactory()
    kept = AffiliationFactory(user=ada, role="viewer").organisation
    other = AffiliationFactory(user=ada, role="owner", started_on=date(2020, 1, 1)).organisation

    merge(kept, other)

    rows = Affiliation.objects.filter(organisation=kept, user=ada).order_by("ended_on")
    assert {(r.role, r.started_on, r.ended_on) for r in rows} == {
        ("owner", None, None),
        ("owner", date(2020, 1, 1), date(2026, 11, 23)),
    }


def test_partners_of_one_proposal_are_not_merged_and_nothing_is_half_done():
    proposal = ProposalFactory()
    part = PartnerFactory(proposal=proposal)
    worker = AffiliationFactory(organisation=part.organisation)

    with pytest.raises(CannotMerge) as refused:
        merge(proposal.lead, part.organisation)

    assert str(proposal)[:20] in str(refused.value)
    for row in (part, worker):
        row.refresh_from_db()
        assert row.organisation != proposal.lead
    assert not history_of(proposal.lead).exists()


def test_merging_an_owner_with_its_own_does_not_make_it_own_itself():
    top = OrganisationFactory()
    middle = OrganisationFactory(parent=top)
    leaf = OrganisationFactory(parent=middle)

    merge(leaf, middle)

    leaf.refresh_from_db()
    assert leaf.parent == top


def test_blank_fields_are_filled_and_known_ones_kept():
    kept = OrganisationFactory(city="Québec", website="")
    other = OrganisationFactory(
        city="Lévis", website="https://optel.com", business_number="123456782"
    )

    merge(kept, other)

    kept.refresh_from_db()
    assert (kept.city, kept.website) == ("Québec", "https://optel.com")
    assert kept.business_number == "123456782"


def test_a_merged_record_is_not_merged_again():
    one, two, three = (OrganisationFactory() for _n in range(3))
    merge(one, two)

    with pytest.raises(CannotMerge):
        merge(three, two)
    with pytest.raises(CannotMerge):
        merge(two, three)
    with pytest.raises(CannotMerge):
        merge(one, one)
    merge(three, one)
    two.refresh_from_db()
    assert final(two) == three


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 1),
            st.sampled_from(["owner", "editor", "finance", "viewer"]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_no_tie_of_a_person_is_lost_by_merging(db, rows):
    people, firms = [UserFactory() for _n in range(3)], [OrganisationFactory() for _n in range(2)]
    now = set()
    for person, firm, role, past in rows:
        if not past and (person, firm) in now:
            continue
        now |= set() if past else {(person, firm)}
        ended = date(2026, 1, 1) if past else None
        AffiliationFactory(user=people[person], organisation=firms[firm], role=role, ended_on=ended)
        Interest.objects.create(
            user=people[person],
            organisation=firms[firm],
            kind="work",
            declared_by=people[person],
            declared_at=NOON,
        )
    before = Affiliation.objects.filter(organisation__in=firms)
    count, who = before.count(), {(a.user_id, a.ended_on is None) for a in before}

    merge(*firms)

    after = Affiliation.objects.filter(organisation=firms[0])
    assert after.count() == count == Interest.objects.filter(organisation=firms[0]).count()
    assert who <= {(a.user_id, a.ended_on is None) for a in after}
    assert not Affiliation.objects.filter(organisation=firms[1]).exists()


# Links


def asked():
    return {(q.kind, q.left, q.right) for q in services.find_links(at=NOON)}


def test_what_organisations_share_becomes_a_question_with_its_evidence():
    one = OrganisationFactory(
        bank_fingerprint="x" * 64,
        address="12, rue de l'Église",
        postal_code="G1A 1A1",
        email_domain="optel.com",
    )
    other = OrganisationFactory(
        bank_fingerprint="x" * 64,
        address="12 RUE DE L'EGLISE",
        postal_code="g1a1a1",
        email_domain="optel.com",
        parent=one,
    )

    found = asked()

    assert {kind for kind, _l, _r in found} >= {"bank", "domain"}
    assert {(left, right) for _k, left, right in found} == {(one, other)}
    assert services.find_links(at=NOON) == []


def test_sisters_of_one_owner_are_asked_about():
    top = OrganisationFactory()
    one, other = OrganisationFactory(parent=top), OrganisationFactory(parent=top)

    assert asked() == {("ownership", one, other)}


def test_what_a_crowd_shares_or_everybody_may_have_is_no_sign():
    for _n in range(13):
        OrganisationFactory(address="1 Place Ville Marie", postal_code="H3B 2C4")
    for _n in range(2):
        OrganisationFactory(email_domain="gmail.com")

    assert asked() == set()


def test_accounts_of_two_organisations_on_one_device_are_asked_about_and_colleagues_are_not():
    ada, noor = AffiliationFactory().user, AffiliationFactory().user
    colleague = UserFactory()
    AffiliationFactory(user=colleague, organisation=ada.affiliations.get().organisation)
    for days, user in enumerate([ada, noor, colleague, ada, noor]):
        services.note_sign_in(user=user, address="a", device="one", at=NOON + timedelta(days=days))

    questions = services.find_links(at=NOON)

    assert {frozenset((q.left_user, q.right_user)) for q in questions} == {
        frozenset((ada, noor)),
        frozenset((noor, colleague)),
    }
    assert questions[0].evidence == {"signs": [{"kind": "device", "count": 2}]}


def test_an_answer_to_a_link_changes_no_right_and_is_given_once():
    top = OrganisationFactory()
    OrganisationFactory(parent=top), OrganisationFactory(parent=top)
    (question,) = services.find_links(at=NOON)
    officer = UserFactory(roles=["officer"])

    services.answer_link(question=question, confirmed=True, reason="Known", by=officer, at=NOON)

    assert LinkQuestion.objects.get().state == "confirmed"
    with pytest.raises(Answered):
        services.answer_link(question=question, confirmed=False, reason="No", by=officer, at=NOON)


def test_the_worker_asks_every_day_and_never_the_same_twice():
    for name in ("Optel Inc.", "Optel"):
        OrganisationFactory(legal_name=name, email_domain="optel.com")

    assert services.ask_questions(NOON) == 2
    assert services.ask_questions(NOON + timedelta(days=1)) == 0
