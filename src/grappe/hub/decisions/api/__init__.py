"""Meetings, votes and decisions for programs."""

from grappe.hub.decisions.api.routes import router

__all__ = ["router"]
