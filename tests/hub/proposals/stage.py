"""A consortium ready to submit, built through the services as people would."""

from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Partner, Proposal
from tests.factories import (
    DEFINITION,
    NOON,
    AffiliationFactory,
    CallVersionFactory,
    OrganisationFactory,
    RoundFactory,
    UserFactory,
)

Q1, Q2 = date(2027, 4, 1), date(2027, 7, 1)
RULES = [
    {"key": "partners", "kind": "partners_at_least", "params": {"count": 2}, "stage": "eoi"},
    {"key": "smes", "kind": "smes_at_least", "params": {"count": 1}, "stage": "eoi"},
    {"key": "rate", "kind": "rate_at_most"},
    {"key": "stacking", "kind": "stacking_at_most"},
]
QUESTIONS = [
    {
        "key": "problem",
        "kind": "long",
        "label": {"en": "What problem?", "fr": "Quel problème ?"},
        "required": True,
        "words_at_most": 50,
    },
    {"key": "personal", "kind": "yes_no", "label": {"en": "Personal data?", "fr": "Données ?"}},
    {
        "key": "privacy",
        "kind": "long",
        "label": {"en": "How protected?", "fr": "Quelle protection ?"},
        "shown_when": {"question": "personal", "test": "equals", "value": True},
        "required_when": {"question": "personal", "test": "equals", "value": True},
    },
    {"key": "trips", "kind": "number", "label": {"en": "Trips", "fr": "Voyages"}, "least": "0"},
    {"key": "plan", "kind": "file", "label": {"en": "Plan", "fr": "Plan"}},
]


def definition(**changes):
    """Return a call's definition: one section, four rules, two cost categories."""
    section = {
        "key": "project",
        "title": {"en": "The project", "fr": "Le projet"},
        "questions": QUESTIONS,
        "stage": "eoi",
    }
    terms = {
        "rate_most": "0.40",
        "categories": [
            {"key": "labour", "title": {"en": "Labour", "fr": "Main-d’œuvre"}},
            {
                "key": "capital",
                "title": {"en": "Capital", "fr": "Immobilisations"},
                "eligible": False,
            },
        ],
    }
    return DEFINITION | {"sections": [section], "rules": RULES, "terms": terms} | changes


def person(organisation, role="owner", **fields):
    """Return somebody who acts for an organisation."""
    user = UserFactory(**fields)
    AffiliationFactory(user=user, organisation=organisation, role=role)
    return user


def started(content=None, **call):
    """Return a draft that its lead's owner has just started."""
    version = CallVersionFactory(
        content=content or definition(), **{f"call__{name}": value for name, value in call.items()}
    )
    lead = OrganisationFactory(employees=900)
    owner = person(lead)
    return services.start_proposal(
        call=version.call, organisation=lead, by=owner, at=NOON, title="Berth planning"
    )


def owner_of(proposal):
    """Return the lead's owner."""
    return proposal.created_by


def partner_person(proposal):
    """Return the owner of the partner that does not lead."""
    partner = proposal.partners.get(is_lead=False)
    return partner.organisation.affiliations.get(role="owner").user


def ready(content=None, **call):
    """Return a draft that lacks nothing: confirmed, priced, paid for, answered, planned."""
    proposal = started(content, **call)
    owner = owner_of(proposal)
    proposal = services.set_basics(
        proposal=proposal,
        values={
            "summary_en": "Plans berths a week ahead.",
            "sector": "transport",
            "functions": ["planning"],
            "starts_on": "2027-04-01",
            "ends_on": "2028-03-31",
            "rate": "0.4",
        },
        by=owner,
        at=NOON,
    )
    services.set_answers(
        proposal=proposal,
        answers={"problem": "Ships wait for cranes.", "personal": "false"},
        by=owner,
        at=NOON,
    )
    lead = proposal.partners.get(is_lead=True)
    services.change_part(partner=lead, contribution="Runs the port.", by=owner, at=NOON)
    sme = OrganisationFactory(kind="ai_provider", employees=40)
    other = person(sme)
    partner = services.add_partner(
        proposal=proposal, organisation=sme, contribution="Builds the models.", by=owner, at=NOON
    )
    if queries.stage_of(proposal) == "full":
        price(proposal, owner)
    services.confirm_part(
        partner=Partner.objects.get(pk=partner.pk),
        seen=queries.part_digest(Partner.objects.get(pk=partner.pk)),
        by=other,
        at=NOON,
    )
    return Proposal.objects.get(pk=proposal.pk)


def price(proposal, owner):
    """Give a proposal its budget, its money and its plans: costs 100,000, asked 40,000."""
    for partner in proposal.partners.all():
        half = {("labour", Q1): Decimal(30_000), ("labour", Q2): Decimal(20_000)}
        services.set_cost_lines(partner=partner, costs=half, by=owner, at=NOON)
        services.set_funding(partner=partner, funding=[("cash", "", 30_000)], by=owner, at=NOON)
    services.save_benefit(
        proposal=proposal,
        values={
            "name": "Waiting time",
            "baseline": "12.5",
            "target": "9",
            "unit": "hours",
            "by": "2028-03-31",
        },
        by=owner,
        at=NOON,
    )
    services.save_ip_item(
        proposal=proposal,
        values={
            "kind": "foreground",
            "title": "Model",
            "owner": str(proposal.partners.get(is_lead=False).pk),
        },
        by=owner,
        at=NOON,
    )


def with_round(proposal):
    """Return the round that takes what is submitted now."""
    return RoundFactory(call=proposal.call)


def pdf(name="plan.pdf", body=b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n%%EOF\n"):
    """Return a small file that is a PDF."""
    return SimpleUploadedFile(name, body)


def counts(*models):
    """Return how many rows of each model there are: to assert that nothing changed."""
    return [model.objects.count() for model in models]
