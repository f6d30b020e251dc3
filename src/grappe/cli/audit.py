"""`grappe audit verify`: prove that nothing of the trace was removed or altered."""

import sys
from argparse import ArgumentParser, Namespace

from grappe.hub.audit.queries import verify


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("what", choices=["verify"], help="walk the chain of hashes")
    parser.add_argument("--expect", default="", metavar="HASH", help="a head hash kept elsewhere")


def run(args: Namespace) -> int:
    """Walk the chain; print the head, or name the first broken entry and return 1."""
    verdict = verify(expected=args.expect)
    if verdict.broken is None and verdict.fault is None:
        print(f"{verdict.count} entries, unbroken. Head: {verdict.head}")
        return 0
    where = f"entry {verdict.broken}" if verdict.broken is not None else "the end"
    why = getattr(verdict.fault, "label", verdict.fault)
    print(f"Broken at {where}: {why}. Sound before it: {verdict.count} entries.", file=sys.stderr)
    return 1
