"""What everybody may read: the catalogue of calls, and one page per call."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now

from grappe.hub.calls import policies, queries
from grappe.hub.calls.defaults import WEIGHTS_ARE_OURS, default_criteria
from grappe.hub.calls.definition import Definition, rule_words
from grappe.hub.calls.enums import CallPhase
from grappe.hub.calls.models import Call, Round
from grappe.hub.people.enums import Sector
from grappe.kit.htmx import page


def call_list(request: HttpRequest) -> HttpResponse:
    """Show the calls that are open, coming and closed."""
    at = now()
    calls = queries.with_rounds(
        queries.visible_to(request.user).filter(state__in=queries.PUBLIC_STATES)
    )
    groups: dict[CallPhase, list[Call]] = {
        p: [] for p in (CallPhase.OPEN, CallPhase.COMING, CallPhase.CLOSED)
    }
    for call in calls.order_by("mode", "closes_at", "-opens_at", "pk"):
        groups[queries.phase(call, at)].append(call)
    groups[CallPhase.CLOSED].reverse()
    context = {
        "groups": [(phase, found) for phase, found in groups.items() if found],
        "may_create": policies.may_create(request.user),
        "at": at,
    }
    return page(request, "calls/list.html", context)


def call(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one call: what it is for, who may apply, how it is judged and what it pays."""
    found = get_object_or_404(queries.with_rounds(queries.visible_to(request.user)), slug=slug)
    at = now()
    version = queries.current_version(found) or queries.latest_version(found)
    rounds = list(found.rounds.all())
    context = {
        "call": found,
        "version": version,
        "phase": queries.phase(found, at),
        "takes_proposals": queries.takes_proposals(found, at),
        "may_edit": policies.may_edit(request.user, found),
        "rounds": rounds,
        "envelope": sum((r.envelope for r in rounds), start=0),
        "dates": dates_of(found, rounds),
        "at": at,
        **described(version.definition),
    }
    return page(request, "calls/call.html", context)


def described(definition: Definition) -> dict[str, Any]:
    """Return the parts of a definition as its readers want them."""
    ours = {c.key: c.weight for c in default_criteria()}
    labels = dict(Sector.choices)
    listed = [s for rule in definition.rules for s in rule.params.get("sectors", [])]
    return {
        "definition": definition,
        "rules": [(rule, rule_words(definition, rule)) for rule in definition.rules],
        "sectors": [labels[s] for s in listed],
        "weights_note": WEIGHTS_ARE_OURS
        if {c.key: c.weight for c in definition.criteria} == ours
        else "",
        "eligible": [c for c in definition.terms.categories if c.eligible],
        "ineligible": [c for c in definition.terms.categories if not c.eligible],
    }


def dates_of(found: Call, rounds: list[Round]) -> list[tuple[str, Any]]:
    """Return the dates of a call in order: what (a key), when."""
    dates: list[tuple[str, Any]] = []
    if found.opens_at:
        dates.append(("opens", found.opens_at))
    if found.closes_at:
        dates.append(("closes", found.closes_at))
    for each in rounds:
        if each.cutoff_at != found.closes_at:
            dates.append(("cutoff", each.cutoff_at))
        dates.append(("meets", queries.noon_of(each.meets_on)))
    return sorted(dates, key=lambda entry: entry[1])
