"""What every page knows."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from grappe.config.navigation import navigation, unread
from grappe.config.views import back_to


def product(request: HttpRequest) -> dict[str, Any]:
    """Return what the base template needs; what costs a query is asked only by a whole page."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "LANGUAGE_CODE": language,
        "other_language": ("fr", "Français") if language.startswith("en") else ("en", "English"),
        "here": request.get_full_path() if request.method == "GET" else back_to(request),
        "demo": settings.DEMO,
        "site_url": settings.SITE_URL,
        "navigation": cache(lambda: navigation(request)),
        "unread_notices": cache(lambda: unread(request.user)),
    }
