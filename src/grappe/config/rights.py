"""The table of who may do what: printed from the rules themselves, so that it is never wrong."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.utils import translation

from grappe.kit.access import ANYONE, RULES, SIGNED_IN, ClusterRole, Rule

FILE = Path("docs/reference/rights.md")
ALWAYS = "any"

HEAD = """# Who may do what

Generated from the rules in the code by `grappe rights > docs/reference/rights.md`; a test holds this
page against them. An action is allowed to whoever has one of its roles or relations (✓), in the
states named. What a person may *see* is narrowed further: a proposal with which they are in conflict
does not exist for them, whatever this table says.

A relation is what a person is to the one object at hand: `owner` of this organisation, `lead` of this
proposal, `assigned` to review it. `anyone` needs no account.
"""


def load_rules() -> dict[str, Rule]:
    """Return every rule, once the policies of all apps are imported."""
    for app in settings.HUB_APPS:
        try:
            import_module(f"{app}.policies")
        except ModuleNotFoundError as missing:
            if missing.name != f"{app}.policies":
                raise
    return RULES


def table() -> str:
    """Return the page: one table an area, roles and relations across, actions and states down."""
    with translation.override("en"):
        areas: dict[str, list[Rule]] = {}
        for name, rule in sorted(load_rules().items()):
            areas.setdefault(name.partition(".")[0], []).append(rule)
        return "\n".join([HEAD, *(_area(area, rules) for area, rules in areas.items())])


def _area(area: str, rules: list[Rule]) -> str:
    columns = _columns(rules)
    lines = [
        f"## {area}\n",
        "| action | states | " + " | ".join(_title(one) for one in columns) + " |",
        "|---|---|" + ":-:|" * len(columns),
    ]
    for rule in rules:
        states = ", ".join(sorted(rule.when)) if rule.when is not None else ALWAYS
        cells = " | ".join("✓" if cell(rule, one) else "" for one in columns)
        lines.append(f"| `{rule.action}` | {states} | {cells} |")
    return "\n".join(lines) + "\n"


def cell(rule: Rule, who: str) -> bool:
    """Say whether a role or a relation alone is enough for an action."""
    return who in rule.who or ANYONE in rule.who or (SIGNED_IN in rule.who and who != ANYONE)


def _columns(rules: list[Rule]) -> list[str]:
    used = {who for rule in rules for who in rule.who}
    relations = sorted(used - set(ClusterRole.values) - {ANYONE, SIGNED_IN})
    return [ANYONE, SIGNED_IN, *relations, *ClusterRole.values]


def _title(who: str) -> str:
    return str(ClusterRole(who).label) if who in ClusterRole.values else who
