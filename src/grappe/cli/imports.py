"""`grappe import projects FILE.csv`: a bar while it loads, then what became of every row."""

import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grappe.kit.errors import Unreadable

if TYPE_CHECKING:
    from grappe.hub.projects.services import Problem, Report

WIDTH = 30  # of the bar, in characters


def add_arguments(parser: ArgumentParser) -> None:
    """Say what can be imported."""
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    does = "load a CSV of published projects into the public directory"
    projects = kinds.add_parser("projects", help=does, description=does[:1].upper() + does[1:])
    projects.add_argument("file", type=Path, help="CSV in UTF-8; see the guide for its columns")
    projects.add_argument(
        "--by", metavar="EMAIL", default="", help="the officer who answers for it in the trace"
    )


def run(args: Namespace) -> int:
    """Load the file, print the report; 2 when a cell was refused and nothing was loaded."""
    from django.utils.timezone import now

    from grappe.hub.projects.services import import_projects

    try:
        content = args.file.read_bytes()
    except OSError as missing:
        raise Unreadable(name=args.file, why=missing.strerror) from missing
    report = import_projects(
        content=content, name=args.file.name, by=_officer(args.by), at=now(), progress=_bar
    )
    _print(report)
    return 0 if report.loaded else 2


def _officer(email: str) -> Any:
    from grappe.hub.people.models import User
    from grappe.hub.projects.policies import may_import
    from grappe.kit.access import require

    if not email:
        return None
    officer = User.objects.filter(email__iexact=email, is_active=True).first()
    if officer is None:
        raise Unreadable(name="--by", why=f"no account has the e-mail {email}")
    require(may_import, officer)
    return officer


def _bar(done: int, total: int) -> None:
    if not sys.stderr.isatty() and done < total:
        return
    full = WIDTH * done // total
    end = "\n" if done == total else ""
    bar = f"\r[{'#' * full}{'.' * (WIDTH - full)}] {done}/{total}{end}"
    print(bar, end="", file=sys.stderr, flush=True)


def _print(report: "Report") -> None:
    if not report.loaded:
        _list("refused", report.refused, sys.stderr)
        cells = f"{len(report.refused)} cells of {report.rows} rows"
        print(
            f"Nothing was loaded: {cells} were refused. Correct them and try again.",
            file=sys.stderr,
        )
        return
    print(f"{report.name}: {report.rows} rows")
    print(f"  projects created        {len(report.created)}")
    print(f"  projects updated        {len(report.updated)}")
    print(f"  projects already there  {report.unchanged}")
    print(f"  organisations matched   {len(report.organisations_matched)}")
    print(f"  organisations created   {len(report.organisations_created)}")
    _list("question", report.questions, sys.stdout)
    _list("warning", report.warnings, sys.stdout)
    _list("remark kept", report.notes, sys.stdout)


def _list(word: str, problems: "list[Problem]", out: Any) -> None:
    for one in problems:
        print(f"  {word}: row {one.row}, {one.column}: {one.text}", file=out)
