"""`grappe migrate`: bring the database up to date with this version."""

from argparse import ArgumentParser, Namespace

from django.core.management import call_command


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("--plan", action="store_true", help="only say what would be done")


def run(args: Namespace) -> int:
    """Apply what is missing; a migration that fails is undone as a whole."""
    call_command("migrate", plan=args.plan, interactive=False)
    return 0
