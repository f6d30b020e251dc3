"""Records for tests: real ones, through the database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from grappe.hub.calls.models import Call, CallVersion, Round
from grappe.hub.people.models import Affiliation, Organisation, RoleGrant, User
from grappe.hub.proposals.models import CostLine, FundingLine, Partner, Proposal
from grappe.hub.reviews.models import Assignment, Reviewer
from grappe.kit.access import ClusterRole

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.django.Password("correct horse")

    @factory.post_generation
    def roles(self, create, extracted, **kwargs):
        """UserFactory(roles=["officer"]) grants cluster roles."""
        for role in extracted or []:
            RoleGrant.objects.create(user=self, role=ClusterRole(role), granted_at=NOON)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    legal_name = factory.Sequence(lambda n: f"Organisation {n} Inc.")
    kind = "adopter"
    employees = 120
    province = "QC"
    canadian_controlled = True


class AffiliationFactory(DjangoModelFactory):
    class Meta:
        model = Affiliation

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "owner"


DEFINITION = {
    "stages": ["full"],
    "sections": [
        {
            "key": "project",
            "title": {"en": "The project", "fr": "Le projet"},
            "questions": [
                {
                    "key": "problem",
                    "kind": "long",
                    "label": {"en": "What problem?", "fr": "Quel problème ?"},
                    "required": True,
                }
            ],
        }
    ],
    "rules": [],
    "criteria": [
        {
            "key": "impact",
            "title": {"en": "Impact", "fr": "Retombées"},
            "weight": 60,
            "anchors": [
                {"score": 1, "text": {"en": "weak", "fr": "faible"}},
                {"score": 5, "text": {"en": "strong", "fr": "fort"}},
            ],
        },
        {
            "key": "ai",
            "title": {"en": "AI", "fr": "IA"},
            "weight": 40,
            "anchors": [
                {"score": 1, "text": {"en": "weak", "fr": "faible"}},
                {"score": 5, "text": {"en": "strong", "fr": "fort"}},
            ],
        },
    ],
    "terms": {
        "rate_most": "0.40",
        "categories": [{"key": "labour", "title": {"en": "Labour", "fr": "Main-d’œuvre"}}],
    },
}


class CallFactory(DjangoModelFactory):
    class Meta:
        model = Call

    slug = factory.Sequence(lambda n: f"call-{n}")
    title_en = factory.Sequence(lambda n: f"Call {n}")
    title_fr = factory.Sequence(lambda n: f"Appel {n}")
    mode = "dated"
    state = "open"
    opens_at = datetime(2026, 9, 1, tzinfo=UTC)
    closes_at = datetime(2027, 1, 31, tzinfo=UTC)
    created_at = NOON


class CallVersionFactory(DjangoModelFactory):
    class Meta:
        model = CallVersion

    call = factory.SubFactory(CallFactory)
    number = 1
    content = factory.LazyFunction(lambda: DEFINITION)
    changed_by = factory.SubFactory(UserFactory, roles=["officer"])
    changed_at = NOON
    published_at = NOON


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    call = factory.SubFactory(CallFactory)
    number = 1
    title_en = "Winter round"
    title_fr = "Ronde d’hiver"
    cutoff_at = datetime(2027, 1, 31, tzinfo=UTC)
    meets_on = date(2027, 3, 15)
    envelope = Decimal(5_000_000)


class ProposalFactory(DjangoModelFactory):
    """A draft with its lead as confirmed-to-be partner; `version` brings its call."""

    class Meta:
        model = Proposal
        skip_postgeneration_save = True

    reference = factory.Sequence(lambda n: f"P-2026-{n:05d}")
    version = factory.SubFactory(CallVersionFactory)
    call = factory.SelfAttribute("version.call")
    title_en = factory.Sequence(lambda n: f"Proposal {n}")
    title_fr = factory.Sequence(lambda n: f"Proposition {n}")
    sector = "transport"
    rate = Decimal("0.4")
    starts_on = date(2027, 4, 1)
    ends_on = date(2028, 3, 31)
    state = "draft"
    lead = factory.SubFactory(OrganisationFactory)
    province = factory.SelfAttribute("lead.province")
    created_by = factory.SubFactory(UserFactory)
    created_at = NOON
    changed_at = NOON

    @factory.post_generation
    def lead_partner(self, create, extracted, **kwargs):
        """Every proposal has its lead among its partners."""
        Partner.objects.create(proposal=self, organisation=self.lead, role="adopter", is_lead=True)


class PartnerFactory(DjangoModelFactory):
    class Meta:
        model = Partner

    proposal = factory.SubFactory(ProposalFactory)
    organisation = factory.SubFactory(OrganisationFactory, kind="ai_provider")
    role = "ai_provider"


class CostLineFactory(DjangoModelFactory):
    class Meta:
        model = CostLine

    partner = factory.SubFactory(PartnerFactory)
    category = "labour"
    quarter = date(2027, 4, 1)
    amount = Decimal(100_000)


class FundingLineFactory(DjangoModelFactory):
    class Meta:
        model = FundingLine

    partner = factory.SubFactory(PartnerFactory)
    source = "cash"
    amount = Decimal(60_000)


class ReviewerFactory(DjangoModelFactory):
    class Meta:
        model = Reviewer

    user = factory.SubFactory(UserFactory, roles=["reviewer"])
    agreed_at = NOON


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    proposal = factory.SubFactory(ProposalFactory, state="in_review")
    reviewer = factory.SubFactory(ReviewerFactory)
    state = "accepted"
    assigned_by = factory.SubFactory(UserFactory, roles=["officer"])
    assigned_at = NOON
    due_at = datetime(2026, 12, 14, tzinfo=UTC)
