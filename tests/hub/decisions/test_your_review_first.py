"""A member who owes a review of a proposal does not read the others' scores of it in the meeting."""

from decimal import Decimal

import pytest
from django.urls import reverse

from grappe.hub.decisions import queries, services
from grappe.hub.reviews.models import Assignment, Reviewer, Standing
from tests.factories import NOON
from tests.hub.decisions.stage import set_stage

pytestmark = pytest.mark.django_db
SCORE, SPREAD = "4.321", "1.234"


@pytest.fixture
def stage():
    stage = set_stage()
    Standing.objects.filter(proposal=stage.proposals[0]).update(score=SCORE, spread=SPREAD)
    member = stage.committee[0]
    reviewer = Reviewer.objects.create(user=member, agreed_at=NOON)
    Assignment.objects.create(
        proposal=stage.proposals[0],
        reviewer=reviewer,
        state="accepted",
        assigned_by=stage.officer,
        assigned_at=NOON,
        due_at=NOON,
    )
    return stage


def rows_for(stage, user):
    mine = queries.items_for(user, stage.meeting, NOON)
    return queries.ranked(mine, stage.round.envelope, user)


def test_a_sealed_row_stands_last_without_rank_score_or_what_is_drawn_from_them(stage):
    services.suggest_by_score(meeting=stage.meeting, line=Decimal(4), by=stage.officer, at=NOON)

    rows = rows_for(stage, stage.committee[0])

    first, second, third = (one.reference for one in stage.proposals)
    assert [row.reference for row in rows] == [second, third, first]
    assert [row.rank for row in rows] == [1, 2, 0]
    last = rows[-1]
    assert last.sealed
    assert (last.score, last.spread, last.disputed, last.reviews_sent) == (None,) * 4
    assert (last.suggested, last.overrule_reason) == ("", "")
    assert [row.reference for row in rows_for(stage, stage.committee[1])] == [first, second, third]


def test_the_row_opens_once_the_review_is_sent(stage):
    Assignment.objects.update(state="submitted")

    first = rows_for(stage, stage.committee[0])[0]

    assert (first.sealed, first.rank, first.score) == (False, 1, Decimal(SCORE))


def test_no_page_file_or_program_shows_the_score_before_the_review(stage, client):
    stage.fund(0, 90_000)
    services.open_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    client.force_login(stage.committee[0])
    reference = stage.proposals[0].reference
    seen = {url: read(client, url) for url in addresses(stage)}
    stage.vote("committee")
    services.close_committee_vote(meeting=stage.meeting, by=stage.director, at=NOON)
    seen |= {url: read(client, url) for url in after(stage)}

    for url, body in seen.items():
        assert reference in body, url
        assert "4.32" not in body, url
        assert "1.23" not in body, url
    for url in (addresses(stage)[0], *after(stage)):
        if "/api/" not in url:
            assert "your review first" in seen[url], url

    client.force_login(stage.committee[1])
    for url in (addresses(stage)[0], addresses(stage)[1], *after(stage)):
        assert "4.32" in read(client, url), url


def read(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def addresses(stage):
    pk, reference = stage.round.pk, stage.proposals[0].reference
    return [
        reverse("decisions:meeting", args=[pk]),
        reverse("decisions:item", args=[pk, reference]),
        reverse("decisions:vote", args=[pk]),
        f"/api/meetings/{pk}",
    ]


def after(stage):
    pk = stage.round.pk
    return [
        reverse("decisions:minutes", args=[pk]),
        reverse("decisions:minutes_file", args=[pk, "csv"]),
    ]
