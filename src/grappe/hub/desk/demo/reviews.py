"""The demo's experts, and what they make of the proposals."""

from datetime import timedelta
from typing import Any

from grappe.hub.calls.definition import Definition
from grappe.hub.desk.demo.cast import Cast, read
from grappe.hub.desk.demo.proposals import STARTED, UNDER_REVIEW
from grappe.hub.proposals import services as proposals
from grappe.hub.proposals.conflicts import conflicts_between
from grappe.hub.proposals.models import Proposal
from grappe.hub.reviews import services
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.hub.reviews.services import Mark

ROUND = {"ratified": "autumn", "declined": "autumn", "meeting": "winter"}
PRAISE = {
    "en": [
        "Measured, not claimed: the baseline stands before the project starts.",
        "The consortium has done each part before; the plan says who does what and when.",
        "A clear reason for each number. I would like the same of larger firms.",
        "The overrule is kept and read: that is how such systems stay honest.",
    ],
    "fr": [
        "Mesuré et non affirmé : la référence existe avant le début du projet.",
        "Le consortium a déjà réalisé chaque partie ; le plan dit qui fait quoi et quand.",
        "Chaque chiffre a sa raison. J’en voudrais autant des grandes entreprises.",
        "La modification humaine est conservée et relue : c’est ainsi que ces systèmes restent honnêtes.",
    ],
}
DOUBT = {
    "en": [
        "The benefit rests on one site; I do not see how it carries over to the others.",
        "The method is described by its name only. What is compared with what?",
        "The budget of the technology partner is thin for what it promises.",
    ],
    "fr": [
        "Le bénéfice repose sur un seul site ; je ne vois pas comment il se transpose aux autres.",
        "La méthode n’est décrite que par son nom. Que compare-t-on à quoi ?",
        "Le budget du partenaire technologique est mince pour ce qu’il promet.",
    ],
}


def build(cast: Cast) -> None:
    """Open the experts' profiles, assign, score, and close the reviews of decided rounds."""
    reviewers = _reviewers(cast)
    for story, proposal in cast.proposals:
        if story["reach"] in UNDER_REVIEW:
            _reviewed(cast, story, Proposal.objects.get(pk=proposal.pk), reviewers)


def _reviewers(cast: Cast) -> dict[str, Reviewer]:
    made = {}
    for who in read("people")["reviewer"]:
        user = cast.people[who["key"]]
        at = cast.ago(180)
        reviewer = services.open_profile(user=user, by=user, at=at)
        services.save_profile(
            reviewer=reviewer,
            headline=who["headline"],
            reads_english=True,
            reads_french=who["french"],
            load_most=6,
            expertise=who["expertise"],
            by=user,
            at=at,
        )
        if with_ := who.get("works_with"):
            services.add_past_work(
                reviewer=reviewer,
                title="Joint study on order lines that nobody typed",
                year=cast.at.year - 1,
                organisation=cast.organisations[with_],
                ended_on=cast.ago(300).date(),
                by=user,
                at=at,
            )
        made[who["key"]] = services.accept_agreement(reviewer=reviewer, by=user, at=at)
    return made


def _reviewed(
    cast: Cast, story: dict[str, Any], proposal: Proposal, reviewers: dict[str, Reviewer]
) -> None:
    officer = cast.people["officer"]
    day = cast.ago(STARTED[story["reach"]] - 5)
    if key := ROUND.get(story["reach"]):
        proposal = proposals.assign_round(
            proposal=proposal, round=cast.rounds[key], by=officer, at=day
        )
    proposal = services.start_review(proposal=proposal, by=officer, at=day)
    wanted = proposal.version.definition.reviewing.reviews_per_proposal
    chosen = _chosen(cast, story, proposal, reviewers)[:wanted]
    for turn, reviewer in enumerate(chosen):
        assignment = services.invite_reviewer(
            proposal=proposal, reviewer=reviewer, by=officer, at=day
        )
        if turn < len(story["scores"]):
            _scored(cast, story, assignment, story["scores"][turn], turn)
        elif turn == len(story["scores"]):
            services.accept_invitation(
                assignment=assignment, by=reviewer.user, at=day + timedelta(days=2)
            )
    if story["reach"] != "in_review":
        services.close_review(proposal=proposal, by=officer, at=day + timedelta(days=20))


def _chosen(
    cast: Cast, story: dict[str, Any], proposal: Proposal, reviewers: dict[str, Reviewer]
) -> list[Reviewer]:
    """Choose as an officer would: no conflict, reads the language, knows the sector, least busy."""
    free = [
        r
        for r in reviewers.values()
        if not conflicts_between(user=r.user, proposal=proposal, at=cast.at)
        and (story["language"] == "en" or r.reads_french)
    ]
    busy = {r.pk: Assignment.objects.filter(reviewer=r).count() for r in free}
    knows = {r.pk: r.expertise.filter(field=story["sector"]).exists() for r in free}
    free = [r for r in free if busy[r.pk] < r.load_most]
    return sorted(free, key=lambda r: (not knows[r.pk], busy[r.pk], r.pk))


def _scored(
    cast: Cast, story: dict[str, Any], assignment: Assignment, score: float, turn: int
) -> None:
    by = assignment.reviewer.user
    day = assignment.assigned_at + timedelta(days=6 + turn)
    assignment = services.accept_invitation(
        assignment=assignment, by=by, at=assignment.assigned_at + timedelta(days=1)
    )
    texts = (PRAISE if score >= 3.5 else DOUBT)[by.language]
    definition: Definition = assignment.proposal.version.definition
    marks = {
        criterion.key: Mark(
            value=min(
                criterion.most,
                max(criterion.least, round(score + cast.draw.uniform(-0.6, 0.6))),
            ),
            justification=texts[(place + turn) % len(texts)],
        )
        for place, criterion in enumerate(definition.criteria)
    }
    assignment = services.save_draft(
        assignment=assignment,
        marks=marks,
        comment=texts[turn % len(texts)],
        comment_private="",
        revision=assignment.revision,
        by=by,
        at=day,
    )
    services.send_review(assignment=assignment, by=by, at=day)
