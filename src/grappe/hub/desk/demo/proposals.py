"""The demo's proposals, each brought as far as its story goes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from grappe.hub.calls.enums import QuestionKind
from grappe.hub.desk.demo.cast import Cast, read
from grappe.hub.people.models import User
from grappe.hub.proposals import queries, services
from grappe.hub.proposals.models import Partner, Proposal
from grappe.kit.fiscal import quarters_between
from grappe.kit.money import to_cents

Story = dict[str, Any]
SHARES = {"labour": "0.62", "subcontractors": "0.14", "equipment": "0.14", "travel": "0.10"}
# How many days before the story's end a proposal was started, by how far it gets.
STARTED = {
    "ratified": 130,
    "declined": 128,
    "meeting": 58,
    "in_review": 26,
    "submitted": 14,
    "returned": 20,
    "withdrawn": 40,
    "draft": 9,
    "draft_ineligible": 11,
    "eoi_draft": 5,
    "eoi_submitted": 12,
    "not_invited": 24,
    "invited": 23,
}
BARE = {"draft", "eoi_draft"}  # not everything is answered yet
OPEN_ENDED = BARE | {"draft_ineligible"}  # never handed in


def build(cast: Cast) -> None:
    """Write every proposal and hand in those whose story goes on."""
    for story in read("proposals")["proposal"]:
        at = cast.ago(STARTED[story["reach"]])
        proposal = _written(cast, story, at)
        cast.proposals.append((story, proposal))
        if story["reach"] not in OPEN_ENDED:
            _handed_in(cast, story, proposal, at + timedelta(days=3))
            ENDINGS.get(story["reach"], _no_ending)(cast, story, proposal, at)


def _written(cast: Cast, story: Story, at: datetime) -> Proposal:
    by = cast.people[story["lead"]]
    proposal = services.start_proposal(
        call=cast.calls[story["call"]],
        organisation=cast.organisations[story["lead"]],
        title=story[f"title_{story['language']}"],
        kind=story.get("kind", "adoption"),
        language=story["language"],
        invented=True,
        by=by,
        at=at,
    )
    starts = (cast.at + timedelta(days=130)).date().replace(day=1)
    proposal = services.set_basics(
        proposal=proposal,
        values={
            "title_en": story["title_en"],
            "title_fr": story["title_fr"],
            "summary_en": story["summary_en"],
            "summary_fr": story["summary_fr"],
            "sector": story["sector"],
            "functions": story["functions"],
            "transversal": ["ai_technology"],
            "starts_on": starts.isoformat(),
            "ends_on": _months_on(starts, story["months"]).isoformat(),
            "rate": str(story["rate"]),
        },
        by=by,
        at=at,
    )
    for key, role in story["partners"].items():
        organisation = cast.organisations[key]
        services.add_partner(proposal=proposal, organisation=organisation, role=role, by=by, at=at)
    _parts(cast, story, proposal, at)
    answer(story, proposal, by=by, at=at + timedelta(days=1))
    _plans(cast, story, proposal, at + timedelta(days=1))
    return Proposal.objects.get(pk=proposal.pk)


def _months_on(day: Any, months: int) -> Any:
    count = day.year * 12 + day.month - 1 + months
    return day.replace(year=count // 12, month=count % 12 + 1) - timedelta(days=1)


def _parts(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    words = read("answers")[story["language"]]
    for partner in proposal.partners.select_related("organisation"):
        key = _key(cast, partner)
        by = cast.people[key]
        first = story["first_time"] and partner.role == "adopter"
        services.change_part(
            partner=partner,
            contribution=words["contribution"],
            first_time_adopter=first,
            by=by,
            at=at,
        )
        total = Decimal(story["costs"][key])
        services.set_cost_lines(partner=partner, costs=_costs(proposal, total), by=by, at=at)
        cash = to_cents(total * (1 - Decimal(str(story["rate"]))))
        in_kind = to_cents(cash / 8)
        funding = [("cash", "", cash - in_kind), ("in_kind", "", in_kind)]
        services.set_funding(partner=partner, funding=funding, by=by, at=at)


def _costs(proposal: Proposal, total: Decimal) -> dict[tuple[str, Any], Decimal]:
    proposal = Proposal.objects.get(pk=proposal.pk)
    if proposal.starts_on is None or proposal.ends_on is None:
        return {}
    quarters = quarters_between(proposal.starts_on, proposal.ends_on)
    known = {c.key for c in proposal.version.definition.terms.categories}
    shares = {key: Decimal(share) for key, share in SHARES.items() if key in known}
    costs = {
        (key, quarter): (total * share / len(quarters)).quantize(Decimal(100))
        for key, share in shares.items()
        for quarter in quarters
    }
    first = next(iter(costs))
    costs[first] += total - sum(costs.values())
    return costs


def answer(story: Story, proposal: Proposal, *, by: User, at: datetime) -> None:
    """Answer the questions that are asked now; twice, for answers open further questions."""
    words = read("answers")
    said = words[story["language"]] | words["choices"]
    benefit, unit, baseline, target = story["benefit"]
    filled = {
        "summary": story[f"summary_{story['language']}"],
        "lead": str(proposal.lead),
        "partners": ", ".join(str(p.organisation) for p in proposal.partners.all() if not p.is_lead)
        or str(proposal.lead),
        "benefit": benefit,
        "unit": unit,
        "baseline": baseline,
        "target": target,
    }
    said["first_time_adopter"] = story["first_time"]
    for _turn in range(2):
        values = {}
        for asked in queries.asked_in(Proposal.objects.get(pk=proposal.pk)):
            key = asked.question.key
            if not asked.shown or key not in said or asked.question.kind == QuestionKind.FILE:
                continue
            value = said[key]
            values[key] = value.format(**filled) if isinstance(value, str) else value
        if story["reach"] in BARE:
            values = dict(list(values.items())[: len(values) // 2])
        services.set_answers(proposal=proposal, answers=values, by=by, at=at)


def _plans(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    by = cast.people[story["lead"]]
    name, unit, baseline, target = story["benefit"]
    partners = list(proposal.partners.all())
    maker = next((p for p in partners if p.role == "ai_provider"), partners[0])
    values: dict[str, Any] = {
        "name": name,
        "function": story["functions"][0],
        "baseline": str(baseline),
        "target": str(target),
        "unit": unit,
        "by": (cast.at + timedelta(days=730)).date().isoformat(),
    }
    services.save_benefit(proposal=proposal, values=values, by=by, at=at)
    french = story["language"] == "fr"
    engine = (
        "Moteur de planification et ses modèles" if french else "Planning engine and its models"
    )
    library = "Bibliothèque de prévision" if french else "Forecasting library"
    data = "Commandes et écarts, trois ans" if french else "Orders and deviations, three years"
    for kind, title in (("foreground", engine), ("background", library)):
        values = {"kind": kind, "title": title, "owner": str(maker.pk)}
        services.save_ip_item(proposal=proposal, values=values, by=by, at=at)
    values = {"name": data, "owner": str(partners[0].pk), "sensitivity": "commercial"}
    services.save_data_asset(proposal=proposal, values=values, by=by, at=at)


def _handed_in(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    """Let every partner confirm its part, then hand in."""
    confirm(cast, proposal, at)
    services.submit_proposal(
        proposal=Proposal.objects.get(pk=proposal.pk), by=cast.people[story["lead"]], at=at
    )


def confirm(cast: Cast, proposal: Proposal, at: datetime) -> None:
    """Let the people of every partner confirm its part and budget."""
    for partner in Partner.objects.filter(proposal=proposal).select_related("organisation"):
        services.confirm_part(
            partner=partner,
            seen=queries.part_digest(partner),
            by=cast.people[_key(cast, partner)],
            at=at,
        )


def _key(cast: Cast, partner: Partner) -> str:
    return next(k for k, o in cast.organisations.items() if o.pk == partner.organisation_id)


def _again(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def _no_ending(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    """Leave it as it was handed in."""


def _returned(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    reason = (
        "Le budget de Boréale ne dit pas ce que couvrent les déplacements. Précisez-le dans le plan "
        "de travail et déposez de nouveau."
    )
    services.return_proposal(
        proposal=_again(proposal),
        reason=reason,
        due_at=cast.ago(-12),
        by=cast.people["officer"],
        at=at + timedelta(days=8),
    )


def _withdrawn(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    services.withdraw_proposal(
        proposal=_again(proposal),
        reason="Our adopter postponed its warehouse project.",
        by=cast.people[story["lead"]],
        at=at + timedelta(days=9),
    )


def _not_invited(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    services.not_invite(
        proposal=_again(proposal),
        reason="The call is for firms outside the large centres; neither partner has its work there.",
        by=cast.people["officer"],
        at=at + timedelta(days=9),
    )


def _invited(cast: Cast, story: Story, proposal: Proposal, at: datetime) -> None:
    services.invite_to_full(
        proposal=_again(proposal), by=cast.people["officer"], at=at + timedelta(days=9)
    )


ENDINGS: dict[str, Callable[[Cast, Story, Proposal, datetime], None]] = {
    "returned": _returned,
    "withdrawn": _withdrawn,
    "not_invited": _not_invited,
    "invited": _invited,
}
UNDER_REVIEW = {"ratified", "declined", "meeting", "in_review"}
