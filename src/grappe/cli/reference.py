"""`grappe reference errors`: print the table of refusals, which docs/reference/errors.md holds."""

from argparse import ArgumentParser, Namespace

from django.utils import translation

from grappe.config.refusals import refusals
from grappe.kit.errors import DomainError

HEAD = """\
# Refusals

Every refusal has a code that never changes: pages show it, the API answers it as `code`, logs name it. \
The message says what happened with its numbers, then what to do; it comes in the reader's language. \
`grappe reference errors` prints this page, and a test holds it to the code.

| code | status | when | message |
|---|---|---|---|
"""


def add_arguments(parser: ArgumentParser) -> None:
    """Say what may be asked."""
    parser.add_argument("what", choices=["errors"])


def run(args: Namespace) -> int:
    """Print the page as Markdown."""
    print(errors_page(), end="")
    return 0


def errors_page() -> str:
    """Return docs/reference/errors.md as it should be."""
    with translation.override("en"):
        rows = sorted((kind.code, _row(kind)) for kind in refusals())
    return HEAD + "".join(row for _code, row in rows)


def _row(kind: type[DomainError]) -> str:
    when = (kind.__doc__ or "").strip().partition("\n\n")[0]
    cells = [f"`{kind.code}`", str(kind.status), when, str(kind.message)]
    return "| " + " | ".join(" ".join(c.split()).replace("|", "\\|") for c in cells) + " |\n"
