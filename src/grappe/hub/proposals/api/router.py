"""The router that every part of the API hangs its operations on."""

from ninja import Router

router = Router(tags=["proposals"])
