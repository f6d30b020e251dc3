"""`grappe demo`: fill an empty database with a cluster that has reached a stage."""

import os
import sys
from argparse import ArgumentParser, Namespace

from django.core.management import call_command
from django.utils import timezone

from grappe.hub.desk.demo import DOMAIN, PASSWORD, STAGES, already_there, build

GREETING = """
The demo is ready. Its people and proposals are invented; the projects of its directory are real.
The sign-in page signs you in as any of them with one click. Or by hand, password "{password}":

  officer@{domain}      programme officer      committee1@{domain}  investment committee
  director@{domain}     programme director     board1@{domain}      board
  reviewer1@{domain}    expert reviewer        auditor@{domain}     auditor
  granit@{domain}       applicant (lead)       orbite@{domain}      applicant (partner)
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("--stage", choices=list(STAGES), default=list(STAGES)[-1], help="stop here")
    parser.add_argument("--seed", type=int, default=1, help="same seed, same story (default: 1)")
    parser.add_argument("--serve", action="store_true", help="serve it afterwards")
    parser.add_argument("--port", type=int, default=8000, help="with --serve (default: 8000)")


def run(args: Namespace) -> int:
    """Fill the database unless somebody is in it already, and say how to sign in."""
    call_command("migrate", verbosity=0)
    if already_there():
        print("The database is filled already: nothing was changed.", file=sys.stderr)
    else:
        print("Filling the empty database: about half a minute.", file=sys.stderr)
        build(stage=args.stage, seed=args.seed, at=timezone.now(), progress=_said)
    print(GREETING.format(domain=DOMAIN, password=PASSWORD))
    if not args.serve:
        return 0
    from grappe.cli import serve

    os.environ.setdefault("GRAPPE_DEMO", "yes")
    return serve.serve(port=args.port)


def _said(stage: str) -> None:
    print(f"  {stage} …", file=sys.stderr, flush=True)
