"""`grappe user director EMAIL`: give an empty cluster its first programme director."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from django.utils import timezone

from grappe.hub.people.services import create_director


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("role", choices=["director"], help="the first director; others are invited")
    parser.add_argument("email")
    parser.add_argument("--name", required=True, help="full name")
    parser.add_argument("--language", choices=["en", "fr"], default="en")


def run(args: Namespace) -> int:
    """Create the account with a password read from the terminal, or from standard input."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password (10 characters or more): ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < 10:
        print("The password needs 10 characters or more. Nothing was created.", file=sys.stderr)
        return 2
    user = create_director(
        email=args.email,
        full_name=args.name,
        password=password,
        language=args.language,
        at=timezone.now(),
    )
    print(f"{user.email} is the programme director.")
    return 0
