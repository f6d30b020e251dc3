"""Whether this installation is well, for whatever watches it: no names, no secrets."""

from datetime import timedelta
from functools import cache

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from grappe.hub.notices.services.ticking import last_beat

# A worker beats every few seconds; one that is silent for longer is taken for dead.
SILENT_AFTER = timedelta(minutes=2)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Say whether the database answers and is up to date, and when the worker was last alive."""
    found: dict[str, str | int | None] = {
        "database": "silent",
        "migrations_missing": None,
        "worker_seconds": None,
    }
    try:
        missing = len(migrations_wanted() - set(MigrationRecorder(connection).applied_migrations()))
        found |= {"database": "answers", "migrations_missing": missing}
        beat = None if missing else last_beat()
    except (Error, OSError):
        return _said(found, well=False)
    age = None if beat is None else max(timezone.now() - beat, timedelta())
    if age is not None:
        found["worker_seconds"] = int(age.total_seconds())
    return _said(found, well=not missing and age is not None and age <= SILENT_AFTER)


@cache
def migrations_wanted() -> frozenset[tuple[str, str]]:
    """Return the migrations of this version of the code."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _said(found: dict[str, str | int | None], *, well: bool) -> JsonResponse:
    status = {"status": "well" if well else "not well"}
    return JsonResponse(status | found, status=200 if well else 503)
