"""Eligibility: rules as data, checked by pure functions over what is known of a proposal."""

from grappe.hub.proposals.eligibility.facts import Facts, Part
from grappe.hub.proposals.eligibility.rules import Verdict, check

__all__ = ["Facts", "Part", "Verdict", "check"]
