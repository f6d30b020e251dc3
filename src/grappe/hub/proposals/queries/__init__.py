"""Who sees which proposals, and what a page shows of one."""

from grappe.hub.proposals.queries.budget import Block, Grid, Money, grid_of, money_of, quarter_label
from grappe.hub.proposals.queries.compare import Change, compare
from grappe.hub.proposals.queries.document import canonical, document_of, read_document
from grappe.hub.proposals.queries.facts import (
    costs_digest,
    eligibility_of,
    facts_of,
    funding_digest,
    part_digest,
    text_digest,
)
from grappe.hub.proposals.queries.gaps import Gap, gaps_of
from grappe.hub.proposals.queries.listing import (
    applicants,
    counted_by_state,
    listed,
    open_rounds,
    organisations_to_start_for,
    people_of_lead,
    people_of_part,
    people_of_proposal,
)
from grappe.hub.proposals.queries.questions import (
    Asked,
    asked_in,
    controllers,
    definition_of,
    files_of,
    newest_version,
    sections_of,
    stage_of,
    values_of,
)
from grappe.hub.proposals.queries.telling import (
    has_letter,
    hears,
    sees_proposal,
    told_events,
    told_state,
    told_to_applicants,
    with_told_state,
)
from grappe.hub.proposals.queries.visibility import (
    own_side,
    roles_by_organisation,
    visible_to,
)

__all__ = [
    "Asked",
    "Block",
    "Change",
    "Gap",
    "Grid",
    "Money",
    "applicants",
    "asked_in",
    "canonical",
    "compare",
    "controllers",
    "costs_digest",
    "counted_by_state",
    "definition_of",
    "document_of",
    "eligibility_of",
    "facts_of",
    "files_of",
    "funding_digest",
    "gaps_of",
    "grid_of",
    "has_letter",
    "hears",
    "listed",
    "money_of",
    "newest_version",
    "open_rounds",
    "organisations_to_start_for",
    "own_side",
    "part_digest",
    "people_of_lead",
    "people_of_part",
    "people_of_proposal",
    "quarter_label",
    "read_document",
    "roles_by_organisation",
    "sections_of",
    "sees_proposal",
    "stage_of",
    "text_digest",
    "told_events",
    "told_state",
    "told_to_applicants",
    "values_of",
    "visible_to",
    "with_told_state",
]
