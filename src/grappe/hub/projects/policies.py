"""Who may do what with the directory of projects."""

from grappe.kit.access import ANYONE, ClusterRole, rule

may_see = rule("project.see", {ANYONE})
may_export = rule("project.export", {ANYONE})
may_import = rule("project.import", {ClusterRole.OFFICER, ClusterRole.DIRECTOR})
