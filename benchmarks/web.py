"""How long the main pages take at 1,000 and 10,000 proposals, on PostgreSQL, with one worker.

    .venv/bin/python benchmarks/web.py postgresql://grappe@127.0.0.1:54329/grappe

Builds its own databases beside the one named (grappe_bench_1000, grappe_bench_10000; kept, so that
a second run starts at once; --rebuild makes them anew), serves them with one granian worker, and
asks over HTTP as a signed-in programme officer. Pages are asked for in turn, not in blocks, so that
a busy machine is unfair to all alike. CPU is the worker's and its PostgreSQL backends', from /proc.
"""

import argparse
import http.client
import json
import os
import platform
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

ROUND_SIZE, REVIEWS = 1_000, 3
PROVINCES = ["QC", "ON", "BC", "AB", "NS", "MB"]
SECTORS = ["transport", "retail", "health", "manufacturing", "agrifood", "construction"]
STATES = ["draft", "submitted", "in_review", "reviewed", "ratified", "declined", "withdrawn"]
GOALS = {  # page -> (CPU ms, queries, HTML kB)
    "proposals, page 1": (45, 12, 60),
    "proposals, page 100": (45, 12, 60),
    "one proposal": (None, 20, None),
    "ranked list": (100, 12, None),
    "reviews of a round": (100, 12, None),
    "directory": (None, None, None),
}
TICK = os.sysconf("SC_CLK_TCK")


class Figures(NamedTuple):
    """What one page cost."""

    page: str
    median: float  # wall, ms
    p95: float
    cpu_web: float  # ms a request
    cpu_db: float
    queries: int
    html: int  # bytes, as they leave the worker
    per_second: float


def main() -> None:
    """Build, serve, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("url", help="of a PostgreSQL database; others are made beside it")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--rounds", type=int, default=40, help="times each page is asked for")
    parser.add_argument("--rebuild", action="store_true", help="make the databases anew")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # a child: one size
    args = parser.parse_args()
    if args.one:
        print(json.dumps([*measure_size(args.one, args.url, args.rounds)]))
        return
    print(describe())
    for size in args.sizes:
        url = beside(args.url, f"grappe_bench_{size}", rebuild=args.rebuild)
        home = tempfile.mkdtemp(prefix="grappe-bench-")
        env = os.environ | {
            "GRAPPE_DATABASE_URL": url,
            "GRAPPE_HOME": home,
            "GRAPPE_DEMO": "no",
            "GRAPPE_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "grappe.config.settings",
        }
        command = [sys.executable, __file__, url, "--one", str(size), "--rounds", str(args.rounds)]
        try:
            out = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE, text=True)
        finally:
            shutil.rmtree(home, ignore_errors=True)
        table(size, [Figures(*row) for row in json.loads(out.stdout.splitlines()[-1])])


def describe() -> str:
    """Say on what this was measured."""
    import django

    cpu = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return (
        f"{time.strftime('%Y-%m-%d')} · {cpu.group(1) if cpu else platform.machine()} × {os.cpu_count()}"
        f" · load {os.getloadavg()[0]:.1f} · Python {platform.python_version()}"
        f" · Django {django.get_version()}"
    )


def beside(url: str, name: str, *, rebuild: bool) -> str:
    """Return the address of a database of this name on the same server, made if it is not there."""
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        if rebuild:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            server.execute(f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def measure_size(size: int, url: str, rounds: int) -> list[Figures]:
    """Build one size unless it stands, serve it, and measure every page."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    build(size)
    connection.close()
    port, (cookie, pages) = free_port(), sign_in()
    counts = {name: queries_of(path, cookie) for name, path in pages.items()}
    connection.close()
    server = serve(port)
    try:
        wait_for(port)
        return measure(server.pid, port, cookie, pages, counts, url, rounds)
    finally:
        server.terminate()
        server.wait(10)


def build(size: int) -> None:
    """Fill an empty database with `size` proposals, a round of 1,000 with three reviews each."""
    from grappe.hub.decisions.models import Item
    from grappe.hub.proposals.models import Proposal

    if Proposal.objects.count() == size and Item.objects.count() == ROUND_SIZE:
        return
    from django.db import connection, transaction

    print(f"building {size} proposals", file=sys.stderr)
    with transaction.atomic():
        _build(size, random.Random(size))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _build(size: int, dice: random.Random) -> None:
    from grappe.hub.calls.defaults import default_definition
    from grappe.hub.calls.models import Call, CallVersion, Round
    from grappe.hub.people.models import Organisation, RoleGrant, User
    from grappe.hub.projects.models import Project
    from grappe.hub.proposals.models import Partner, Proposal

    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    officer = User.objects.create(email="officer@bench.invalid", full_name="Officer")
    RoleGrant.objects.create(user=officer, role="officer", granted_at=noon)
    author = User.objects.create(email="author@bench.invalid", full_name="Author")
    experts = User.objects.bulk_create(
        User(email=f"expert{n}@bench.invalid", full_name=f"Expert {n}") for n in range(60)
    )
    firms = Organisation.objects.bulk_create(
        Organisation(legal_name=f"Firm {n} Inc.", kind="adopter", province=dice.choice(PROVINCES))
        for n in range(max(size // 5, 20))
    )
    call = Call.objects.create(
        slug="bench",
        title_en="Bench",
        title_fr="Banc",
        mode="continuous",
        state="open",
        opens_at=noon - timedelta(days=300),
        created_at=noon,
    )
    version = CallVersion.objects.create(
        call=call,
        number=1,
        content=default_definition().model_dump(mode="json"),
        changed_by=officer,
        changed_at=noon,
        published_at=noon,
    )
    batch = Round.objects.create(
        call=call,
        number=1,
        title_en="Round",
        title_fr="Ronde",
        cutoff_at=noon,
        meets_on=noon.date(),
        envelope=Decimal(50_000_000),
    )
    proposals = Proposal.objects.bulk_create(
        (
            Proposal(
                reference=f"P-2026-{n:05}",
                call=call,
                version=version,
                round=batch if n < ROUND_SIZE else None,
                title_en=f"Forecasting and routing for network {n} with learned demand",
                title_fr=f"Prévision et tournées du réseau {n}",
                sector=dice.choice(SECTORS),
                state="reviewed" if n < ROUND_SIZE else dice.choice(STATES),
                rate=Decimal("0.4"),
                lead=(lead := dice.choice(firms)),
                province=lead.province,
                cost=Decimal(cost := dice.randrange(200_000, 9_000_000)),
                asked=Decimal(cost) * Decimal("0.4"),
                created_by=author,
                created_at=noon,
                changed_at=noon - timedelta(seconds=dice.randrange(20_000_000)),
                submitted_at=noon,
            )
            for n in range(size)
        ),
        batch_size=2_000,
    )
    Partner.objects.bulk_create(
        (Partner(proposal=p, organisation=p.lead, role="adopter", is_lead=True) for p in proposals),
        batch_size=5_000,
    )
    others = [(p, dice.choice(firms)) for p in proposals]
    Partner.objects.bulk_create(
        (Partner(proposal=p, organisation=o, role="ai_provider") for p, o in others if o != p.lead),
        batch_size=5_000,
    )
    _reviews(proposals[:ROUND_SIZE], experts, officer, noon, dice)
    _meeting(proposals[:ROUND_SIZE], batch, officer, noon, dice)
    Project.objects.bulk_create(
        Project(
            slug=f"project-{n}",
            title_en=f"Project {n}",
            sector=dice.choice(SECTORS),
            province=dice.choice([*PROVINCES, ""]),
            year=dice.randrange(2018, 2027),
            total=Decimal(dice.randrange(10**5, 10**7)),
            provenance="invented",
            listed_at=noon,
            lead=dice.choice(firms),
        )
        for n in range(size // 5)
    )


def _reviews(proposals: list[Any], experts: Any, officer: Any, noon: datetime, dice: Any) -> None:
    from grappe.hub.reviews.models import Assignment, Reviewer, Score, Standing

    reviewers = Reviewer.objects.bulk_create(Reviewer(user=u, agreed_at=noon) for u in experts)
    assignments = Assignment.objects.bulk_create(
        Assignment(
            proposal=p,
            reviewer=r,
            state="submitted",
            assigned_by=officer,
            assigned_at=noon,
            due_at=noon,
            sent_at=noon,
            comment="Sound.",
        )
        for p in proposals
        for r in dice.sample(reviewers, REVIEWS)
    )
    criteria = [c.key for c in proposals[0].version.definition.criteria]
    scores = [
        Score(assignment=a, criterion=key, value=dice.randint(1, 5), justification="Because.")
        for a in assignments
        for key in criteria
    ]
    Score.objects.bulk_create(scores, batch_size=5_000)
    Standing.objects.bulk_create(
        Standing(
            proposal=p,
            score=Decimal(dice.randrange(1_000, 5_000)) / 1_000,
            spread=Decimal(dice.randrange(2_000)) / 1_000,
            reviews_sent=REVIEWS,
            reviews_asked=REVIEWS,
        )
        for p in proposals
    )


def _meeting(proposals: list[Any], batch: Any, officer: Any, noon: datetime, dice: Any) -> None:
    """Put the whole round before a committee, a few of it funded, declined or in reserve."""
    from grappe.hub.decisions.models import Item, Meeting

    meeting = Meeting.objects.create(round=batch, created_by=officer, created_at=noon)
    funded = set(dice.sample(range(len(proposals)), 40))
    Item.objects.bulk_create(
        Item(
            meeting=meeting,
            proposal=p,
            outcome="fund" if n in funded else dice.choice(["reserve", "decline"]),
            amount=p.asked if n in funded else Decimal(0),
        )
        for n, p in enumerate(proposals)
    )


def sign_in() -> tuple[str, dict[str, str]]:
    """Return the officer's session, and the address of each page; page 100 found by its links."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from grappe.hub.calls.models import Round
    from grappe.hub.people.models import User
    from grappe.hub.proposals.models import Proposal

    client = Client(HTTP_HOST="localhost")
    client.force_login(User.objects.get(email="officer@bench.invalid"))
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    first = reverse("proposals:proposals")
    deep, hops = first, 0
    while hops < 99:
        found = re.search(r'rel="next" href="([^"]+)"', client.get(deep).content.decode())
        if not found:
            break
        deep, hops = found.group(1).replace("&amp;", "&"), hops + 1
    one = Proposal.objects.get(reference="P-2026-00007")
    batch = Round.objects.get().pk
    return cookie, {
        "proposals, page 1": first,
        f"proposals, page {hops + 1}": deep,
        "one proposal": reverse("proposals:proposal", args=[one.pk]),
        "ranked list": reverse("decisions:meeting", args=[batch]),
        "reviews of a round": reverse("reviews:round", args=[batch]),
        "directory": reverse("projects:projects"),
    }


def queries_of(path: str, cookie: str) -> int:
    """Count the queries of a page, asked for a second time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost", HTTP_COOKIE=cookie)
    assert client.get(path).status_code == 200, path
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def serve(port: int) -> subprocess.Popen[bytes]:
    """Start one granian worker with one thread, as `grappe serve` does."""
    granian = Path(sys.executable).parent / "granian"
    command = [
        str(granian),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "1",
        "--no-ws",
        "--log-level",
        "error",
        "grappe.config.wsgi:application",
    ]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def wait_for(port: int) -> None:
    """Wait until the worker answers."""
    for _attempt in range(120):
        try:
            ask(port, "/projects/", "")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise SystemExit("The worker did not start.")


def ask(port: int, path: str, cookie: str) -> bytes:
    """Ask for one page."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Host": "localhost", "Cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status}")
    return body


def measure(
    pid: int,
    port: int,
    cookie: str,
    pages: dict[str, str],
    counts: dict[str, int],
    url: str,
    rounds: int,
) -> list[Figures]:
    """Ask for every page in turn, `rounds` times over, after three rounds to warm up."""
    import psycopg

    walls: dict[str, list[float]] = {name: [] for name in pages}
    web, base, size = dict.fromkeys(pages, 0.0), dict.fromkeys(pages, 0.0), dict.fromkeys(pages, 0)
    with psycopg.connect(url, autocommit=True) as watch:
        for turn in range(rounds + 3):
            for name, path in pages.items():
                before = cpu_of(tree(pid)), cpu_of(backends(watch))
                begin = time.perf_counter()
                body = ask(port, path, cookie)
                wall = time.perf_counter() - begin
                if turn >= 3:
                    walls[name].append(wall * 1000)
                    web[name] += cpu_of(tree(pid)) - before[0]
                    base[name] += cpu_of(backends(watch)) - before[1]
                    size[name] = len(body)
    return [
        Figures(
            name,
            statistics.median(times),
            statistics.quantiles(times, n=20)[18],
            web[name] * 1000 / rounds,
            base[name] * 1000 / rounds,
            counts[name],
            size[name],
            rounds / (sum(times) / 1000),
        )
        for name, times in walls.items()
    ]


def tree(pid: int) -> list[int]:
    """Return a process and those below it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            todo.extend(map(int, task.read_text().split()))
    return found


def backends(watch: Any) -> list[int]:
    """Return PostgreSQL's processes that serve this database, without our own."""
    asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
    return [pid for (pid,) in watch.execute(f"{asked} AND pid <> pg_backend_pid()").fetchall()]


def cpu_of(pids: list[int]) -> float:
    """Return the CPU seconds that processes have used; nanoseconds where the kernel tells them."""
    total = 0.0
    for pid in pids:
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0]) / 1e9
            except OSError:
                continue
    return total


def table(size: int, rows: list[Figures]) -> None:
    """Print the figures beside their goals."""
    print(f"\n### {size:,} proposals\n")
    print(
        "| page | wall median | wall p95 | CPU web | CPU PostgreSQL | CPU | queries | HTML | requests/s | goal |"
    )
    print("|--|--:|--:|--:|--:|--:|--:|--:|--:|--|")
    for row in rows:
        cpu, html = row.cpu_web + row.cpu_db, row.html / 1000
        goal = GOALS.get(row.page, GOALS["proposals, page 100"])
        print(
            f"| {row.page} | {row.median:.0f} ms | {row.p95:.0f} ms | {row.cpu_web:.1f} ms "
            f"| {row.cpu_db:.1f} ms | {cpu:.1f} ms | {row.queries} | {html:.1f} kB "
            f"| {row.per_second:.1f} | {verdict(goal, (cpu, row.queries, html))} |"
        )


def verdict(goal: tuple[Any, ...], figures: tuple[float, ...]) -> str:
    """Say which goals were met and which missed."""
    names = ("ms CPU", "queries", "kB")
    said = [
        f"{'met' if figure <= most else 'MISSED'}: ≤ {most} {name}"
        for most, figure, name in zip(goal, figures, names, strict=True)
        if most is not None
    ]
    return ", ".join(said) or "—"


if __name__ == "__main__":
    main()
