"""The command line: parse, call, print; data to stdout, complaints to stderr, exit code 2 when refused."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from grappe.kit.errors import DomainError

# name -> (module, what it does, whether it needs Django set up first)
COMMANDS: dict[str, tuple[str, str, bool]] = {
    "audit": ("audit", "prove that nothing of the trace was removed or altered", True),
    "demo": ("demo", "fill an empty database with a demo cluster", True),
    "doctor": ("doctor", "say what of the installation is missing or unsafe, and the fix", False),
    "import": ("imports", "load files of published records", True),
    "messages": ("messages", "keep the French translations complete", False),
    "migrate": ("migrate", "bring the database up to date with this version", True),
    "reference": ("reference", "print a page of the reference from the code", True),
    "rights": ("rights", "print the table of who may do what", True),
    "serve": ("serve", "serve the product, with its worker", True),
    "worker": ("worker", "do by the clock what is due", True),
    "user": ("user", "give an empty cluster its first director", True),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grappe.config.settings")
    parser = argparse.ArgumentParser(
        prog="grappe", description="The platform on which an AI innovation cluster runs."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), "")
    run = None
    for name, (module, does, needs_django) in COMMANDS.items():
        sub = commands.add_parser(name, help=does, description=does[:1].upper() + does[1:] + ".")
        if name == chosen:
            if needs_django:
                _set_up()
            command = import_module(f"grappe.cli.{module}")
            command.add_arguments(sub)
            run = command.run
    args = parser.parse_args(words)
    if run is None:
        parser.error("name a command")
    try:
        return int(run(args))
    except DomainError as refused:
        print(f"{refused} [{refused.code}]", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of a pipe (head, less) has left: that is no fault of the command.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _set_up() -> None:
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        print(f"{wrong}\nSee docs/reference/settings.md, or run `grappe doctor`.", file=sys.stderr)
        raise SystemExit(2) from None
