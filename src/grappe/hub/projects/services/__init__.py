"""What changes the directory: a decision that is ratified, and files of published projects."""

from grappe.hub.projects.services.importing import import_projects
from grappe.hub.projects.services.opening import open_project
from grappe.hub.projects.services.report import Problem, Report

__all__ = ["Problem", "Report", "import_projects", "open_project"]
