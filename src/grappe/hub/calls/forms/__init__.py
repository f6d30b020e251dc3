"""Forms of calls: each edits one part, and says beside the field what is wrong."""

from grappe.hub.calls.forms.call import (
    CallForm,
    CloseForm,
    CreateForm,
    PublishForm,
    ReopenForm,
    RoundForm,
)
from grappe.hub.calls.forms.editor import NEW, Editor
from grappe.hub.calls.forms.editors import editor_for

__all__ = [
    "NEW",
    "CallForm",
    "CloseForm",
    "CreateForm",
    "Editor",
    "PublishForm",
    "ReopenForm",
    "RoundForm",
    "editor_for",
]
