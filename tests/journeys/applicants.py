"""What the applicants' stories share: an open call, firms and their people, and long answers."""

from datetime import timedelta

from django.utils import timezone

from grappe.hub.calls.enums import CallMode, QuestionKind
from grappe.hub.calls.services import create_call, create_round, open_call
from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Proposal
from tests.factories import AffiliationFactory, OrganisationFactory, UserFactory

CHOSEN = {
    "ai_methods": ["forecasting"],
    "maturity": "pilot",
    "ip_owner": "canadian",
    "rai_role": "recommends",
    "rai_affected": "workers",
    "rai_stakes": ["jobs"],
    "rai_reversible": "at_once",
    "rai_explained": "fully",
    "rai_bias": ["data"],
    "rai_watch": "continuous",
    "rai_recourse": "yes",
}


def opened(definition=None, sectors=()):
    """An officer has opened a call; without a definition it is the one that new calls start with."""
    at = timezone.now()
    officer = UserFactory(full_name="Maude Tremblay", language="fr", roles=["officer"])
    call = create_call(
        title_en="Less waiting at the dock",
        title_fr="Moins d’attente à quai",
        mode=CallMode.DATED,
        opens_at=at - timedelta(days=1),
        closes_at=at + timedelta(days=30),
        sectors=sectors,
        definition=definition,
        by=officer,
        at=at - timedelta(days=2),
    )
    create_round(
        call=call,
        title_en="Winter round",
        title_fr="Ronde d’hiver",
        cutoff_at=at + timedelta(days=31),
        meets_on=(at + timedelta(days=60)).date(),
        envelope=2_000_000,
        by=officer,
        at=at - timedelta(days=2),
    )
    open_call(call=call, by=officer, at=at - timedelta(days=1))
    call.refresh_from_db()
    return call, officer


def firm(name, person, *, kind="adopter", employees=900, language="en"):
    """A firm and the person who owns its account."""
    organisation = OrganisationFactory(legal_name=name, kind=kind, employees=employees)
    user = UserFactory(full_name=person, language=language)
    AffiliationFactory(user=user, organisation=organisation, role="owner")
    return organisation, user


def answer_the_rest(proposal, by):
    """Answer what is asked and not answered yet; answers open further questions, so twice."""
    for _turn in range(2):
        answers = {}
        for asked in queries.asked_in(Proposal.objects.get(pk=proposal.pk)):
            question = asked.question
            if not asked.missing or question.kind == QuestionKind.FILE:
                continue
            plain = {
                QuestionKind.YES_NO: False,
                QuestionKind.NUMBER: "9",
                QuestionKind.CHOICE: question.choices[0].key if question.choices else "",
                QuestionKind.CHOICES: [question.choices[0].key] if question.choices else [],
            }
            answers[question.key] = CHOSEN.get(
                question.key, plain.get(question.kind, "Mesuré chaque semaine, montré à tous.")
            )
        services.set_answers(proposal=proposal, answers=answers, by=by, at=timezone.now())


def plan_the_rest(proposal, by):
    """Name a benefit, and say who owns what is made."""
    at = timezone.now()
    benefit = {
        "name": "Attente à quai",
        "baseline": "12.5",
        "target": "9",
        "unit": "heures",
        "by": "2028-12-31",
    }
    services.save_benefit(proposal=proposal, values=benefit, by=by, at=at)
    owner = str(proposal.partners.order_by("pk").last().pk)
    item = {"kind": "foreground", "title": "Moteur de prévision", "owner": owner}
    services.save_ip_item(proposal=proposal, values=item, by=by, at=at)
