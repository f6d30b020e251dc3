"""`grappe worker`: do by the clock what is due: mail, webhooks, reminders, closings."""

import signal
import sys
import threading
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from grappe.hub.notices.tasks import tick


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("--every", type=int, default=5, metavar="SECONDS", help="default: 5")
    parser.add_argument("--once", action="store_true", help="do what is due now, then end")


def run(args: Namespace) -> int:
    """Tick until interrupted; a tick that was begun is finished."""
    if args.once:
        print(f"{tick(timezone.now())} done.", file=sys.stderr)
        return 0
    ended = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_args: ended.set())
    while not ended.is_set():
        tick(timezone.now())
        ended.wait(args.every)
    return 0
