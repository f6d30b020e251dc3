"""The demo: a cluster that has reached a stage, built through the same services as any other."""

from grappe.hub.desk.demo.build import STAGES, already_there, build
from grappe.hub.desk.demo.cast import DOMAIN, PASSWORD

__all__ = ["DOMAIN", "PASSWORD", "STAGES", "already_there", "build"]
