"""Proposals for programs: the same services, the same rules, the same refusals."""

from ninja import Router

from grappe.hub.proposals.api import acts, parts, reading, writing

router = Router(tags=["proposals"])
for _module in (reading, writing, parts, acts):
    router.add_router("", _module.router)

__all__ = ["router"]
