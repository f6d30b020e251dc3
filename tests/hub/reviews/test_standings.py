"""Scores: weighted by the call, indifferent to order, marked when reviewers disagree."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grappe.hub.calls.definition import Definition
from grappe.hub.notices.models import Notice
from grappe.hub.reviews import queries
from grappe.hub.reviews.errors import Incomplete, NotYet, ReviewsMissing, ScoreOutside
from grappe.hub.reviews.models import Standing
from grappe.hub.reviews.services import (
    close_review,
    post_to_discussion,
    start_review,
    withdraw_consensus,
    write_consensus,
)
from tests.factories import DEFINITION, NOON, ReviewerFactory
from tests.hub.reviews.stage import (
    LATER,
    accepted,
    make_conflict,
    officer,
    proposal_in_review,
    sent,
    with_reviewing,
)

SCORES = st.fixed_dictionaries({"impact": st.integers(1, 5), "ai": st.integers(1, 5)})
DEFINED = Definition.model_validate(DEFINITION)


@given(SCORES)
def test_a_weighted_score_stays_between_the_lowest_and_the_highest_given(scores):
    value = queries.weighted(scores, DEFINED)

    assert min(scores.values()) <= value <= max(scores.values())
    assert value == (60 * Decimal(scores["impact"]) + 40 * scores["ai"]) / 100


@given(SCORES, st.sampled_from(["impact", "ai"]))
def test_a_better_score_on_one_criterion_never_lowers_the_whole(scores, key):
    better = {**scores, key: min(5, scores[key] + 1)}

    assert queries.weighted(better, DEFINED) >= queries.weighted(scores, DEFINED)


@pytest.mark.parametrize("scores", [{}, {"impact": 3}, {"impact": 3, "ai": None}])
def test_an_unfinished_review_has_no_score(scores):
    assert queries.weighted(scores, DEFINED) is None


@given(st.lists(st.decimals(1, 5, places=3), min_size=1, max_size=12), st.randoms())
def test_the_order_of_reviews_does_not_matter(values, random):
    shuffled = list(values)
    random.shuffle(shuffled)
    threshold = Decimal("1.5")

    reading = queries.reading_of(values, threshold=threshold)

    assert reading == queries.reading_of(shuffled, threshold=threshold)
    assert min(values) <= reading.mean <= max(values)
    assert reading.spread == max(values) - min(values)
    assert reading.disputed == (reading.spread > threshold)


@settings(deadline=None)
@given(st.decimals(1, 5, places=3), st.decimals(0, 5, places=3))
def test_one_review_is_never_disputed(value, threshold):
    assert not queries.reading_of([value], threshold=threshold).disputed


def test_no_review_has_no_standing():
    assert queries.reading_of([], threshold=Decimal(1)) == queries.Reading(
        None, None, disputed=False
    )


pytestmark = pytest.mark.django_db


def consensus(proposal, by, impact=2, ai=2, en="Agreed", fr="Convenu", at=LATER):
    return write_consensus(
        proposal=proposal,
        scores={"impact": impact, "ai": ai},
        text_en=en,
        text_fr=fr,
        by=by,
        at=at,
    )


def test_the_standing_follows_each_review_that_is_sent():
    proposal = proposal_in_review()
    sent(proposal, 5, 5)
    sent(proposal, 3, 3)

    standing = Standing.objects.get(proposal=proposal)

    assert (standing.score, standing.mean, standing.spread) == (4, 4, 2)
    assert (standing.reviews_sent, standing.disputed) == (2, True)


def test_disagreement_above_the_calls_threshold_is_told_once():
    free = officer()
    proposal = proposal_in_review(version=with_reviewing(disagreement_above="2"))
    sent(proposal, 3, 3)
    sent(proposal, 5, 5)
    assert not Notice.objects.filter(key="review.disputed").exists()  # 2 is not above 2

    sent(proposal, 1, 1)
    sent(proposal, 1, 1)

    assert Notice.objects.filter(key="review.disputed", recipient=free).count() == 1
    assert list(queries.disagreements(free, proposal.round, NOON)) == [proposal]


def test_officers_hear_when_the_last_review_is_in():
    free, proposal = officer(), proposal_in_review()
    waiting = accepted(proposal)
    sent(proposal)
    assert not Notice.objects.filter(key="review.all_in").exists()

    from tests.hub.reviews.stage import draft, send_review

    draft(waiting)
    send_review(assignment=waiting, by=waiting.reviewer.user, at=LATER)

    assert Notice.objects.filter(key="review.all_in", recipient=free).count() == 1


def test_a_consensus_stands_for_the_reviews_until_it_is_withdrawn():
    proposal = proposal_in_review()
    sent(proposal, 5, 5)
    sent(proposal, 1, 1)
    by = officer()

    consensus(proposal, by)
    standing = Standing.objects.get(proposal=proposal)
    assert (standing.score, standing.mean, standing.by_consensus) == (2, 3, True)
    assert (standing.spread, standing.disputed) == (4, False)

    withdraw_consensus(proposal=proposal, by=by, at=LATER)
    standing.refresh_from_db()
    assert (standing.score, standing.by_consensus, standing.disputed) == (3, False, True)


@pytest.mark.parametrize("lack", [{"en": ""}, {"fr": "  "}])
def test_a_consensus_speaks_both_languages(lack):
    proposal = proposal_in_review()
    sent(proposal)

    with pytest.raises(Incomplete):
        consensus(proposal, officer(), **lack)


def test_a_consensus_stays_within_the_anchors():
    proposal = proposal_in_review()
    sent(proposal)

    with pytest.raises(ScoreOutside):
        consensus(proposal, officer(), impact=6)


def test_whoever_owes_a_review_joins_no_discussion_and_no_consensus():
    proposal = proposal_in_review()
    sent(proposal)
    owing = accepted(proposal, reviewer=ReviewerFactory(user=officer()))
    owing.reviewer.user.grants.create(role="reviewer", granted_at=NOON)

    with pytest.raises(NotYet):
        consensus(proposal, owing.reviewer.user)
    with pytest.raises(NotYet):
        post_to_discussion(proposal=proposal, body="Hm", by=owing.reviewer.user, at=NOON)


def test_the_discussion_reaches_those_who_sent_and_nobody_else():
    proposal = proposal_in_review()
    one, two, owing = sent(proposal), sent(proposal), accepted(proposal)
    tied = sent(proposal)
    make_conflict(tied.reviewer.user, proposal)
    Notice.objects.all().delete()

    post_to_discussion(proposal=proposal, body="<b>Why?</b>", by=one.reviewer.user, at=LATER)

    told = {n.recipient for n in Notice.objects.filter(key="review.posted")}
    assert two.reviewer.user in told
    assert not told & {one.reviewer.user, owing.reviewer.user, tied.reviewer.user}
    assert "Why" not in Notice.objects.first().body


def test_closing_hands_on_and_lets_go_of_what_is_owed():
    proposal = proposal_in_review()
    sent(proposal)
    owing = accepted(proposal)

    closed = close_review(proposal=proposal, by=officer(), at=LATER)

    owing.refresh_from_db()
    assert (closed.state, owing.state) == ("reviewed", "cancelled")
    assert closed.standing.reviews_sent == 1


def test_closing_without_a_single_review_is_refused():
    proposal = proposal_in_review()
    accepted(proposal)

    with pytest.raises(ReviewsMissing):
        close_review(proposal=proposal, by=officer(), at=LATER)

    proposal.refresh_from_db()
    assert proposal.state == "in_review"


def test_starting_takes_a_submitted_proposal_into_review():
    proposal = proposal_in_review(state="submitted")

    assert start_review(proposal=proposal, by=officer(), at=NOON).state == "in_review"


@pytest.mark.parametrize("count", [1, 3])
def test_the_ranked_list_is_one_query_best_first(count, django_assert_num_queries):
    first = proposal_in_review()
    proposals = [first] + [
        proposal_in_review(version=first.version, round=first.round) for _ in range(count)
    ]
    for value, proposal in enumerate(proposals[:-1], start=1):
        sent(proposal, value, value)

    with django_assert_num_queries(1):
        rows = [(p, getattr(p, "standing", None), str(p.lead)) for p in queries.ranked(first.round)]

    scores = [standing.score for _p, standing, _lead in rows if standing]
    assert all(a >= b for a, b in pairwise(scores))
    assert rows[-1][0] == proposals[-1]  # nobody scored it


def test_calibration_tells_the_strict_from_the_generous():
    strict, generous = ReviewerFactory(), ReviewerFactory()
    for impact in (3, 4):
        proposal = proposal_in_review()
        sent(proposal, impact - 1, impact - 1, reviewer=strict)
        sent(proposal, impact + 1, impact + 1, reviewer=generous)

    found = queries.calibration(officer(), NOON)

    # On 1 to 5 two points are 50 of 100; severity of one is the opposite of the other's.
    assert found[strict.pk].severity == -50
    assert found[generous.pk].severity == 50
    assert (found[strict.pk].reviews, found[strict.pk].shared) == (2, 2)
    # All differences are -50, -50, 50, 50: deviation 50, error 50/√2, so -√2 and √2.
    assert found[strict.pk].standardised == pytest.approx(-(2**0.5))


def test_calibration_of_a_lone_reviewer_has_no_severity():
    lone = sent()

    found = queries.calibration(officer(), NOON)[lone.reviewer_id]

    assert (found.shared, found.severity, found.standardised) == (0, None, None)


def test_calibration_leaves_out_what_the_reader_may_not_see():
    reader, review = officer(), sent()
    make_conflict(reader, review.proposal)

    assert queries.calibration(reader, NOON) == {}
