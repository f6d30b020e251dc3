"""Files of a proposal: its receipt, and its budget to take away and bring back."""

from grappe.hub.proposals.documents.budget_file import budget_table, read_budget
from grappe.hub.proposals.documents.receipt import receipt

__all__ = ["budget_table", "read_budget", "receipt"]
