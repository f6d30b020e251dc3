"""The people app."""

from django.apps import AppConfig


class Config(AppConfig):
    """Registers the app under its short name."""

    name = "grappe.hub.people"
    label = "people"
