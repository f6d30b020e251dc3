"""What the worker does by the clock."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import close_old_connections, connection
from django.utils import translation

from grappe.hub.notices import services
from grappe.hub.notices.registry import TICKS, Tick
from grappe.hub.notices.services.ticking import beat, claim_turn

logger = logging.getLogger("grappe.worker")

OWN = [
    Tick("notices.digests", services.write_digests, timedelta(minutes=10)),
    Tick("notices.fan_out", lambda at: services.fan_out(at=at), timedelta(seconds=5)),
]


def drain(at: datetime) -> int:
    """Send what is queued: mail, then webhooks; return how much left."""
    return services.deliver_due(at=at) + services.call_due(at=at)


def tick(at: datetime) -> int:
    """Do all that is due at a moment; one failure stops nothing else. Return how much was done."""
    beat(at=at)
    done = 0
    for due in [*TICKS.values(), *OWN]:
        if claim_turn(name=due.name, every=due.every, at=at):
            done += _safely(due.name, due.act, at)
    return done + _safely("notices.drain", drain, at)


def _safely(name: str, act: Callable[[datetime], Any], at: datetime) -> int:
    try:
        with translation.override("en"):
            result = act(at)
        return result if isinstance(result, int) else 0
    except Exception:
        logger.exception("tick %s failed", name)
        if not connection.in_atomic_block:
            close_old_connections()
        return 0
