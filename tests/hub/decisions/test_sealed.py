"""Until its letter is released, nothing that applicants can open tells of a decision."""

import json
import re

import pytest

from grappe.hub.audit.models import Event
from grappe.hub.decisions import documents, services
from grappe.hub.decisions.enums import Body
from grappe.hub.notices.models import Notice, Webhook
from grappe.hub.notices.services.hooks import wants
from grappe.hub.proposals import queries
from grappe.hub.proposals.errors import BeingDecided, NotInDraft
from grappe.hub.proposals.models import Proposal
from grappe.hub.proposals.services import move_proposal, set_basics, withdraw_proposal
from tests.factories import NOON, AffiliationFactory, UserFactory
from tests.hub.decisions.stage import LATER, Stage, set_stage

pytestmark = pytest.mark.django_db

STATES = ("in_review", "reviewed", "selected", "declined", "ratified")
CHANGING = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|"X-CSRFToken": ?"[^"]*"'
    rb'|name="csrf-token" content="[^"]*"|hx-headers=\'[^\']*\''
)


def on_stage() -> tuple[Stage, list[Proposal]]:
    """Return a drafted meeting whose proposals are still in review: fund, decline, reserve."""
    stage = set_stage()
    stage.fund(0, 90_000)
    stage.decline(1)
    Proposal.objects.update(state="in_review")
    return stage, stage.proposals


def applicant(stage: Stage, roles: list[str]):
    """Return somebody of all three leads."""
    user = UserFactory(roles=roles)
    for proposal in stage.proposals:
        AffiliationFactory(user=user, organisation=proposal.lead)
    return user


def addresses(proposals: list[Proposal]) -> list[str]:
    """Return everything that an applicant can open."""
    found = ["/proposals/", "/proposals/?sort=state", "/proposals/?sort=-state", "/api/proposals/"]
    found += ["/proposals/?sort=-changed_at", "/", "/proposals/?export=csv"]
    found += ["/proposals/?export=json", "/proposals/?export=json&sort=state"]
    for state in STATES:
        found += [f"/proposals/?state={state}", f"/proposals/?export=csv&state={state}"]
        found.append(f"/api/proposals/?state={state}")
    for one in proposals:
        found += [
            f"/proposals/{one.pk}/",
            f"/proposals/{one.reference}/",
            f"/api/proposals/{one.pk}",
        ]
        found += [f"/proposals/{one.pk}/review/", f"/organisations/{one.lead_id}/"]
        found += [f"/proposals/{one.reference}/decision/", f"/proposals/{one.pk}/eligibility/"]
    return found


def seen(client, proposals: list[Proposal]) -> dict[str, tuple[int, bytes]]:
    """Return what stands at each address now, without what changes with every request."""
    answers = {url: client.get(url) for url in addresses(proposals)}
    return {url: (one.status_code, CHANGING.sub(b"", read(one))) for url, one in answers.items()}


def read(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def steps(stage: Stage):
    """Go one step nearer to the release each time."""
    for one in stage.proposals:
        move_proposal(proposal=one, move="close_review", by=stage.officer, at=LATER)
    yield "reviews closed"
    stage.decided()
    yield "committee closed"
    services.open_board_vote(meeting=stage.meeting, by=stage.director, at=LATER)
    stage.vote(Body.BOARD)
    services.close_board_vote(meeting=stage.meeting, by=stage.director, at=LATER)
    stage.meeting.refresh_from_db()
    yield "board ratified"
    rendered = documents.render_letters(stage.meeting, LATER)
    services.prepare_letters(meeting=stage.meeting, rendered=rendered, by=stage.officer, at=LATER)
    yield "letters prepared"


@pytest.mark.parametrize("roles", [[], ["finance"], ["officer", "director"]])
def test_every_byte_stays_the_same_until_the_letters_are_released(client, roles):
    stage, proposals = on_stage()
    user = applicant(stage, roles)
    client.force_login(user)

    def look():
        if roles:  # what they are told as staff is not what they are told as applicants
            Notice.objects.filter(recipient=user).delete()
        return seen(client, proposals)

    look()
    before = look()
    for step in steps(stage):
        now = look()
        for url, answer in before.items():
            assert now[url] == answer, (step, url)
    services.release_letters(meeting=stage.meeting, by=stage.director, at=LATER)
    after = look()

    assert {url for url in before if after[url] == before[url]}.isdisjoint(
        {
            "/proposals/",
            "/api/proposals/",
            "/proposals/?export=csv",
            f"/proposals/{proposals[0].pk}/",
        }
    )
    told = {one["id"]: one["state"] for one in json.loads(after["/api/proposals/"][1])["items"]}
    assert [told[one.pk] for one in proposals] == ["ratified", "declined", "reviewed"]
    for one in proposals:
        assert f"/proposals/{one.reference}/decision/".encode() in after[f"/proposals/{one.pk}/"][1]
        assert before[f"/proposals/{one.reference}/decision/"][0] == 404
        assert after[f"/proposals/{one.reference}/decision/"][0] == 200


def test_refusals_name_no_outcome_before_the_release_and_name_it_after():
    stage, (funded, declined, _reserved) = on_stage()
    owner = applicant(stage, [])
    for _step in steps(stage):
        pass

    for one in (funded, declined):
        with pytest.raises(BeingDecided) as refused:
            withdraw_proposal(proposal=one, reason="", by=owner, at=LATER)
        assert refused.value.params == {"reference": one.reference}
        with pytest.raises(NotInDraft) as shut:
            set_basics(proposal=one, values={"title_en": "X"}, by=owner, at=LATER)
        assert str(shut.value.params["state"]) == "in review"
        assert Proposal.objects.get(pk=one.pk).changed_at == NOON
    services.release_letters(meeting=stage.meeting, by=stage.director, at=LATER)

    with pytest.raises(NotInDraft) as shut:
        set_basics(proposal=declined, values={"title_en": "X"}, by=owner, at=LATER)
    assert str(shut.value.params["state"]) == "declined"


def test_programs_of_applicants_hear_of_a_decision_with_its_letter_and_those_of_officers_at_once():
    stage, proposals = on_stage()
    owner = applicant(stage, [])
    hooks = [
        Webhook(owner=one, url="https://x.example", secret="s", verbs=[], created_at=NOON)
        for one in (owner, stage.officer)
    ]
    for _step in steps(stage):
        pass

    def heard(hook):
        acts = Event.objects.filter(kind="proposals.proposal").order_by("sequence")
        return {act.verb for act in acts if wants(hook, act)}

    assert heard(hooks[0]) == set()
    assert {"proposal.review_closed", "proposal.selected", "proposal.ratified"} < heard(hooks[1])
    services.release_letters(meeting=stage.meeting, by=stage.director, at=LATER)
    assert "decision.released" in heard(hooks[0])
    verbs = set(queries.told_events(proposals[0]).values_list("verb", flat=True))
    assert {"proposal.selected", "proposal.ratified", "decision.released"} <= verbs


def test_a_second_decision_is_sealed_again_while_the_first_stays_told():
    stage, (funded, *_others) = on_stage()
    for _step in steps(stage):
        pass
    services.release_letters(meeting=stage.meeting, by=stage.director, at=LATER)
    move_proposal(proposal=funded, move="reopen", by=stage.director, at=LATER)
    move_proposal(proposal=funded, move="decline", by=stage.director, at=LATER)

    verbs = list(queries.told_events(funded).values_list("verb", flat=True))

    assert "proposal.ratified" in verbs
    assert "proposal.declined" not in verbs
