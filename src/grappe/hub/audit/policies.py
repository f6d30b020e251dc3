"""Who may read the trace."""

from grappe.kit.access import ClusterRole, rule

may_read_trace = rule("audit.read", who={ClusterRole.AUDITOR, ClusterRole.DIRECTOR})
may_export_trace = rule("audit.export", who={ClusterRole.AUDITOR, ClusterRole.DIRECTOR})
may_verify_trace = rule("audit.verify", who={ClusterRole.AUDITOR, ClusterRole.DIRECTOR})
