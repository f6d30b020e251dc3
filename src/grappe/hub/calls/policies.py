"""Who may do what to a call."""

from grappe.hub.calls.enums import CALL_MOVES, CallState
from grappe.kit.access import ANYONE, ClusterRole, rule

_STAFF = {ClusterRole.OFFICER, ClusterRole.DIRECTOR}

may_see = rule("call.see", {ANYONE}, when={CallState.OPEN, CallState.CLOSED})
may_see_preparation = rule("call.see_preparation", {*_STAFF, ClusterRole.AUDITOR})
may_create = rule("call.create", _STAFF)
may_edit = rule("call.edit", _STAFF, when={CallState.DRAFT, CallState.OPEN, CallState.CLOSED})
may_publish = rule("call.publish", _STAFF, when={CallState.DRAFT, CallState.OPEN, CallState.CLOSED})
may_open = rule("call.open", _STAFF, when=CALL_MOVES.sources("open"))
may_close = rule("call.close", _STAFF, when=CALL_MOVES.sources("close"))
may_reopen = rule("call.reopen", _STAFF, when=CALL_MOVES.sources("reopen"))
may_archive = rule("call.archive", _STAFF, when=CALL_MOVES.sources("archive"))
may_set_rounds = rule(
    "call.set_rounds", _STAFF, when={CallState.DRAFT, CallState.OPEN, CallState.CLOSED}
)
