"""What a new call starts with: questions, criteria, rules, terms, reminders; presets by cluster."""

from grappe.hub.calls.defaults.criteria import WEIGHTS_ARE_OURS, default_criteria
from grappe.hub.calls.defaults.presets import (
    PRESETS,
    Preset,
    default_definition,
    definition_from,
    preset,
)
from grappe.hub.calls.defaults.questions import default_sections
from grappe.hub.calls.defaults.terms import default_reminders, default_rules, default_terms

__all__ = [
    "PRESETS",
    "WEIGHTS_ARE_OURS",
    "Preset",
    "default_criteria",
    "default_definition",
    "default_reminders",
    "default_rules",
    "default_sections",
    "default_terms",
    "definition_from",
    "preset",
]
