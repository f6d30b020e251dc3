"""What a call asks, checks, scores and pays: one versioned document, edited in the browser.

A `Definition` is data: opening a different call needs no code. It is stored as JSON with the version
of the call, and a submitted proposal keeps the version that it answered.
"""

from grappe.hub.calls.definition.compare import Change, differences
from grappe.hub.calls.definition.conditions import Condition
from grappe.hub.calls.definition.describe import (
    condition_words,
    reminder_words,
    rule_words,
    share,
    value_words,
)
from grappe.hub.calls.definition.document import Definition
from grappe.hub.calls.definition.parts import (
    Anchor,
    Category,
    Choice,
    Criterion,
    Question,
    Reminder,
    Reviewing,
    Section,
    Terms,
)
from grappe.hub.calls.definition.paths import find, fingerprint, moved, put
from grappe.hub.calls.definition.rules import RULE_PARAMS, Param, Rule
from grappe.hub.calls.definition.words import Amount, Key, Part, Share, Text

__all__ = [
    "RULE_PARAMS",
    "Amount",
    "Anchor",
    "Category",
    "Change",
    "Choice",
    "Condition",
    "Criterion",
    "Definition",
    "Key",
    "Param",
    "Part",
    "Question",
    "Reminder",
    "Reviewing",
    "Rule",
    "Section",
    "Share",
    "Terms",
    "Text",
    "condition_words",
    "differences",
    "find",
    "fingerprint",
    "moved",
    "put",
    "reminder_words",
    "rule_words",
    "share",
    "value_words",
]
