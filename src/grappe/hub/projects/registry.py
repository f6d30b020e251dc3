"""How acts on projects are called in the trace."""

from django.utils.translation import gettext_lazy as _

PANEL_TITLE = _("Projects of the directory")  # on the page of an organisation

VERBS = {
    "project.opened": _("Project opened"),
    "project.restated": _("Project brought into line with a new decision"),
    "project.imported": _("Project imported"),
    "project.updated": _("Project updated from a file"),
    "organisation.imported": _("Organisation imported"),
}
