"""`grappe doctor`: what of the installation is missing or unsafe, and the fix."""

import shutil
import tempfile
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from grappe.cli import messages

LEAST_DISK_MB = 500


class Finding(NamedTuple):
    """One thing that was looked at. `fix` is empty when all is well."""

    level: str  # ok, warn, must
    what: str
    fix: str = ""


Check = Callable[[], Iterator[Finding]]


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("--quiet", action="store_true", help="say only what is not well")


def run(args: Namespace) -> int:
    """Print what was found; 1 when something must be fixed."""
    found = list(findings())
    for finding in found:
        if args.quiet and finding.level == "ok":
            continue
        print(f"{finding.level:<5} {finding.what}")
        if finding.fix:
            print(f"      → {finding.fix}")
    return 1 if any(finding.level == "must" for finding in found) else 0


def findings() -> Iterator[Finding]:
    """Yield what is found; stop early when the settings or the database cannot be read."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        yield Finding("must", f"settings: {wrong}", "Set it as docs/reference/settings.md says.")
        return
    yield from settings_found()
    yield from files_found()
    database = list(database_found())
    yield from database
    if not any(finding.level == "must" for finding in database):
        yield from records_found()


def settings_found() -> Iterator[Finding]:
    """Look at what was configured."""
    from django.conf import settings

    where = "production" if settings.PRODUCTION else "a machine for trying"
    yield Finding("ok", f"configured as {where}, for {', '.join(settings.ALLOWED_HOSTS)}")
    if settings.DEBUG:
        level = "must" if settings.PRODUCTION else "warn"
        yield Finding(level, "GRAPPE_DEBUG shows the inside to everybody", "Unset GRAPPE_DEBUG.")
    local = {"localhost", "127.0.0.1", "[::1]", "testserver"}
    open_to_all = "*" in settings.ALLOWED_HOSTS
    if open_to_all:
        yield Finding("must", "any host name is served", "Name yours in GRAPPE_HOSTS.")
    if settings.DEMO and (settings.PRODUCTION or set(settings.ALLOWED_HOSTS) - local):
        fix = "Set GRAPPE_DEMO=no before real people come: in the demo anyone reads the outbox."
        yield Finding("must", "the demo is reachable from outside", fix)
    if not settings.PRODUCTION:
        fix = "For real people set GRAPPE_PRODUCTION=yes: HTTPS only, secrets from outside."
        yield Finding("warn", "not configured for production", fix)
        return
    if not settings.SITE_URL.startswith("https://"):
        yield Finding("must", f"GRAPPE_SITE_URL is {settings.SITE_URL}", "Give its https address.")
    if set(settings.ALLOWED_HOSTS) <= local:
        yield Finding("must", "only this machine is served", "Name your host in GRAPPE_HOSTS.")
    if not settings.SMTP_HOST:
        yield Finding("must", "no mail can leave", "Set GRAPPE_SMTP_HOST and its account.")
    if "localhost" in settings.DEFAULT_FROM_EMAIL:
        yield Finding("must", "mail has no sender", "Set GRAPPE_MAIL_FROM to an address of yours.")
    if "sqlite3" in str(settings.DATABASES["default"]["ENGINE"]):
        fix = "Set GRAPPE_DATABASE_URL to a PostgreSQL 15 or later."
        yield Finding("warn", "SQLite: one writer at a time, on this machine only", fix)


def files_found() -> Iterator[Finding]:
    """Look at the folders and at what is built into them."""
    from django.conf import settings

    try:
        settings.HOME.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=settings.HOME):
            pass
        yield Finding("ok", f"{settings.HOME} can be written")
    except OSError as wrong:
        fix = "Give the folder to the user that runs Grappe, or set GRAPPE_HOME to another."
        yield Finding("must", f"{settings.HOME} cannot be written: {wrong.strerror}", fix)
        return
    free = shutil.disk_usage(settings.HOME).free // 1024**2
    if free < LEAST_DISK_MB:
        yield Finding("must", f"only {free} MB are free for files", "Make room on this disk.")
    stale = [folder.name for folder in messages.sources() if _stale(messages.po_file(folder))]
    if stale:
        yield Finding("must", f"French is not compiled: {', '.join(stale)}", _COMPILE)
    else:
        yield Finding("ok", "French is compiled")
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        fix = "`grappe serve` does it, or run `python manage.py collectstatic`."
        yield Finding("warn", "static files are not collected yet", fix)


_COMPILE = "Run `grappe messages compile`."


def _stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return po.exists() and not (mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns)


def database_found() -> Iterator[Finding]:
    """Look at the database: reached, recent enough, brought up to date, its clock ours."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor
    from django.utils import timezone

    try:
        connection.ensure_connection()
        version = ".".join(map(str, connection.get_database_version()))
        yield Finding("ok", f"{connection.display_name} {version} answers")
        executor = MigrationExecutor(connection)
        waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except (DatabaseError, OSError) as wrong:
        fix = "Start it, and check GRAPPE_DATABASE_URL."
        yield Finding("must", f"the database does not answer: {type(wrong).__name__}", fix)
        return
    except Exception as wrong:  # what Django itself refuses: a version too old
        yield Finding(
            "must", f"the database cannot be used: {wrong}", "Use PostgreSQL 15 or later."
        )
        return
    if waiting:
        fix = "Make a copy, then run `grappe migrate`."
        yield Finding("must", f"the database lacks {waiting} migrations", fix)
        return
    yield Finding("ok", "the database is up to date")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            off = abs(cursor.fetchone()[0] - timezone.now())
        if off > timedelta(seconds=5):
            fix = "Have both machines follow a time server: deadlines depend on it."
            yield Finding("must", f"the database's clock is {off.seconds} s off", fix)


def records_found() -> Iterator[Finding]:
    """Look at what is in the database: the trace, the worker, what waits, who directs."""
    from django.conf import settings
    from django.utils import timezone

    from grappe.hub.audit.models import ChainHead, Event
    from grappe.hub.notices.enums import DeliveryState
    from grappe.hub.notices.models import Notice
    from grappe.hub.notices.services.ticking import last_beat
    from grappe.hub.people.queries import holders_of
    from grappe.kit.access import ClusterRole

    head = ChainHead.objects.first()
    last = Event.objects.order_by("-sequence").first()
    if (head.hash if head else "0" * 64) != (last.hash if last else "0" * 64):
        fix = "Run `grappe audit verify`: it names the first broken entry."
        yield Finding("must", "the trace does not end where it says", fix)
    else:
        yield Finding("ok", f"the trace has {last.sequence if last else 0} entries")
    if not holders_of(ClusterRole.DIRECTOR).exists():
        fix = "Run `grappe user director EMAIL --name NAME`."
        yield Finding("must" if settings.PRODUCTION else "warn", "nobody directs the cluster", fix)
    now, beat = timezone.now(), last_beat()
    if beat is None or now - beat > timedelta(minutes=2):
        said = f"since {beat:%Y-%m-%d %H:%M} UTC" if beat else "yet"
        fix = "Run `grappe serve`, or `grappe worker` beside your own web server."
        yield Finding("must" if settings.PRODUCTION else "warn", f"no worker was seen {said}", fix)
    late = Notice.objects.filter(
        state=DeliveryState.QUEUED, created_at__lt=now - timedelta(minutes=15)
    ).count()
    failed = Notice.objects.filter(state__in=[DeliveryState.FAILED, DeliveryState.UNSURE]).count()
    if late or failed:
        fix = f"See {settings.SITE_URL}/outbox/ and the settings of your mail server."
        yield Finding("warn", f"mail: {late} wait too long, {failed} failed or are in doubt", fix)
