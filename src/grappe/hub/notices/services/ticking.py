"""Whose turn it is: several workers may run, each thing is done by one of them at a time."""

from datetime import datetime, timedelta

from grappe.hub.notices.models import Mark

WORKER = "worker"


def claim_turn(*, name: str, every: timedelta, at: datetime) -> bool:
    """Say whether it is time to do something, and take the turn if so."""
    _mark, made = Mark.objects.get_or_create(name=f"tick:{name}"[:100], defaults={"at": at})
    if made:
        return True
    turn = Mark.objects.filter(name=f"tick:{name}"[:100], at__lte=at - every)
    return bool(turn.update(at=at))


def beat(*, at: datetime) -> None:
    """Note that a worker is alive."""
    Mark.objects.update_or_create(name=WORKER, defaults={"at": at})


def last_beat() -> datetime | None:
    """Return when a worker was last seen alive."""
    mark = Mark.objects.filter(name=WORKER).first()
    return mark.at if mark else None
