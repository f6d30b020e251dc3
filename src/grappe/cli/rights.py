"""`grappe rights`: print the table of who may do what."""

from argparse import ArgumentParser, Namespace

from grappe.config.rights import table


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing may be asked."""


def run(args: Namespace) -> int:
    """Print the table as Markdown."""
    print(table(), end="")
    return 0
