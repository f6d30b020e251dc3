"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def product(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs."""
    return {"demo": settings.DEMO, "site_url": settings.SITE_URL}
