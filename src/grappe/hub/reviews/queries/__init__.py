"""Reading reviews: who sees which, how proposals stand, whom to ask."""

from grappe.hub.reviews.queries.boards import (
    Candidate,
    calibration,
    candidates_for,
    disagreements,
    pool,
    round_board,
    rounds_overview,
)
from grappe.hub.reviews.queries.ranking import ranked, ranked_for, sealed_for
from grappe.hub.reviews.queries.reading import Text, text_of
from grappe.hub.reviews.queries.scoring import Reading, reading_of, weighted
from grappe.hub.reviews.queries.seeing import (
    assignments_for,
    assignments_visible_to,
    free_officers,
    may_read_others,
    my_assignments,
    readable_reviews,
    reads_private,
    reviewed_before,
    seen_by_cluster,
    sees_assignment,
)

__all__ = [
    "Candidate",
    "Reading",
    "Text",
    "assignments_for",
    "assignments_visible_to",
    "calibration",
    "candidates_for",
    "disagreements",
    "free_officers",
    "may_read_others",
    "my_assignments",
    "pool",
    "ranked",
    "ranked_for",
    "readable_reviews",
    "reading_of",
    "reads_private",
    "reviewed_before",
    "round_board",
    "rounds_overview",
    "sealed_for",
    "seen_by_cluster",
    "sees_assignment",
    "text_of",
    "weighted",
]
