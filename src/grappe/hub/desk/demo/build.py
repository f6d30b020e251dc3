"""Building the demo, stage by stage."""

import random
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from grappe.hub.desk.demo import calls, decisions, people, proposals, reviews
from grappe.hub.desk.demo.cast import Cast
from grappe.hub.people.models import User

# A stage draws its own chances: what one stage draws does not shift the next.
STAGES: dict[str, Callable[[Cast], None]] = {
    "people": people.build,
    "calls": calls.build,
    "proposals": proposals.build,
    "reviews": reviews.build,
    "decisions": decisions.build,
}


def already_there() -> bool:
    """Say whether the database holds anybody: the demo fills only an empty one."""
    return User.objects.exists()


def build(
    *, stage: str, seed: int, at: datetime, progress: Callable[[str], None] = lambda name: None
) -> Cast:
    """Fill an empty database with a cluster that has reached a stage; all of it or nothing."""
    cast = Cast(at=at, draw=random.Random(seed))  # noqa: S311  (a story, not a secret)
    with transaction.atomic():
        for name, make in STAGES.items():
            progress(name)
            cast.draw = random.Random(f"{seed}/{name}")  # noqa: S311
            make(cast)
            if name == stage:
                break
    return cast
