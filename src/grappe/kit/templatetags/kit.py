"""What templates say: amounts, dates, states, icons, and the components of the design system."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from django import forms, template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import get_current_timezone, is_aware, localtime
from django.utils.translation import get_language

from grappe.kit.bilingual import in_language
from grappe.kit.errors import DomainError
from grappe.kit.money import format_money

register = template.Library()
SPRITE = Path(__file__).resolve().parent.parent / "static" / "kit" / "vendor" / "icons.svg"

# The tone of a state that says nothing else: what is well, waits, went wrong, or is over.
TONES = {
    tone: frozenset(words.split())
    for tone, words in {
        "ok": "passed ratified accepted sent paid confirmed selected fund signed active published",
        "info": "open submitted eoi_submitted in_review reviewed voting decided taken invited shown",
        "warn": "unknown due overdue reserve disputed returned waiting late",
        "bad": "failed declined not_invited refused decline against rejected error",
    }.items()
}


def _locale() -> str:
    return "fr_CA" if (get_language() or "en").startswith("fr") else "en_CA"


# Values


@register.filter
def money(amount: Decimal | int | None) -> str:
    """Write an amount of Canadian dollars as the reader does."""
    return format_money(amount)


@register.filter
def bilingual(obj: Any, field: str) -> str:
    """Return a two-column field in the reader's language."""
    return in_language(obj, field)


@register.filter
def day(value: date | datetime | None) -> str:
    """Write a date: Nov 23, 2026 or 23 nov. 2026; a dash for none."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        value = localtime(value).date() if is_aware(value) else value.date()
    return _written_day(value, _locale())


@lru_cache(maxsize=4096)  # Babel takes 60 µs, and a list repeats its days
def _written_day(value: date, locale: str) -> str:
    return format_date(value, "medium", locale=locale).replace(" ", "\xa0")


@register.filter
def moment(value: datetime | None) -> str:
    """Write a date and a time with its zone, in the cluster's clock; a dash for none."""
    if value is None or value == "":
        return "—"
    local = localtime(value)
    pattern = "HH 'h' mm zzz" if _locale() == "fr_CA" else "h:mm a zzz"
    zone = get_current_timezone()
    time = format_datetime(local, pattern, tzinfo=zone, locale=_locale())
    return f"{day(local)}, {time}".replace(", ", ",\xa0", 1).replace(" ", "\xa0")


@register.filter
def number(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a number as the reader does: 1,234.5 or 1 234,5; a dash for none."""
    if value is None or value == "":
        return "—"
    pattern = "#,##0" + ("." + "0" * int(decimals) if int(decimals) else "")
    return str(format_decimal(value, pattern, locale=_locale()))


@register.filter
def percent(value: Decimal | float | None, decimals: int = 0) -> str:
    """Write a share (0.4) as a percentage: 40% or 40 %; a dash for none."""
    if value is None or value == "":
        return "—"
    pattern = "#,##0" + ("." + "#" * int(decimals) if int(decimals) else "")
    pattern += "\xa0%" if _locale() == "fr_CA" else "%"
    return str(format_percent(value, pattern, locale=_locale()))


# Small components


@cache
def icon_names() -> frozenset[str]:
    """Return the icons that the sprite holds."""
    return frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE.read_text()))


@register.simple_tag
def icon(name: str, label: str = "", size: str = "") -> SafeString:
    """Draw an icon; with a label it speaks, without one it is decoration."""
    if name not in icon_names():
        raise template.TemplateSyntaxError(
            f"There is no icon {name!r}. Add it to scripts/vendor, or use one of kit/icons.svg."
        )
    speech = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else SafeString('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon{}" {} focusable="false"><use href="{}#{}"/></svg>',
        f" icon-{size}" if size else "",
        speech,
        static("kit/vendor/icons.svg"),
        name,
    )


def tone_of(value: Any) -> str:
    """Return the tone of a state by its word; "quiet" for what is over or has not begun."""
    return next((tone for tone, words in TONES.items() if str(value) in words), "quiet")


@register.simple_tag
def pill(value: Any, label: Any = "", tone: str = "") -> SafeString:
    """Write a state as a pill; the tone follows the state unless given."""
    return _drawn_pill(tone or tone_of(value), str(label or value))


@lru_cache(maxsize=1024)
def _drawn_pill(tone: str, label: str) -> SafeString:
    text = '<span class="pill tone-{}"><span class="pill-text">{}</span></span>'
    return format_html(text, tone, label)


@register.simple_tag
def state(obj: Any, tone: str = "") -> SafeString:
    """Write the state of an object as a pill: the one that its reader is told, where it has one."""
    told = getattr(obj, "told_state", obj.state)
    words = dict(obj._meta.get_field("state").flatchoices) if told != obj.state else {}
    return pill(told, words.get(told) or obj.get_state_display(), tone)


@register.inclusion_tag("kit/problem_alert.html", name="problem")
def problem_alert(problem: DomainError | None) -> dict[str, Any]:
    """Say why a service refused, with its code; nothing when it did not."""
    return {"problem": problem}


@register.inclusion_tag("kit/empty.html")
def empty(
    title: Any, text: Any = "", url: str = "", label: Any = "", icon: str = "inbox"
) -> dict[str, Any]:
    """Say that there is nothing here, why, and what to do about it."""
    return {"title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.inclusion_tag("kit/progress.html")
def progress(value: Any, max: Any, label: Any, note: Any = "", tone: str = "") -> dict[str, Any]:
    """Show how much of a whole is done, in words too."""
    return {"value": value or 0, "max": max or 1, "label": label, "note": note, "tone": tone}


@register.inclusion_tag("kit/submit_button.html")
def submit_button(
    label: Any, tone: str = "primary", icon: str = "", name: str = "", value: Any = ""
) -> dict[str, Any]:
    """Put the button that sends a form."""
    return {"label": label, "tone": tone, "icon": icon, "name": name, "value": value}


# Forms


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """Render all fields of a form: labels, help and errors linked to their controls."""
    return format_html('<div class="fields">{}</div>', form.render("django/forms/div.html"))


@register.simple_tag
def field(bound: forms.BoundField) -> SafeString:
    """Render one field with its label, help and errors."""
    return bound.as_field_group()


@register.filter
def is_checkbox(bound: forms.BoundField) -> bool:
    """Say whether a field is one box to tick, whose label stands after it."""
    return isinstance(bound.field.widget, forms.CheckboxInput)


# Larger components, which hold what the page puts into them


@register.simple_block_tag
def page_header(  # noqa: PLR0917
    content: SafeString,
    title: Any,
    subtitle: Any = "",
    back: str = "",
    back_label: Any = "",
    crumbs: Iterable[Sequence[Any]] = (),
    state: Any = None,
    eyebrow: Any = "",
) -> str:
    """Head a page: where it is, what it is, in which state, and what can be done (the content)."""
    return render_to_string(
        "kit/page_header.html",
        {
            "title": title,
            "subtitle": subtitle,
            "crumbs": [*crumbs, *([(back_label, back)] if back else [])],
            "state_of": state,
            "eyebrow": eyebrow,
            "actions": content.strip() and content,
        },
    )


@register.simple_block_tag
def dialog(  # noqa: PLR0917
    content: SafeString,
    id: str,
    title: Any,
    button: Any = "",
    tone: str = "",
    icon: str = "",
) -> str:
    """Put a button and the dialog it opens; without JavaScript the content stands on the page."""
    return render_to_string(
        "kit/dialog_block.html",
        {
            "id": id,
            "title": title,
            "button": button,
            "tone": tone,
            "icon": icon,
            "content": content,
        },
    )


@register.simple_block_tag
def alert(content: SafeString, tone: str = "info", title: Any = "") -> str:
    """Put a notice into the page: info, ok, warn or bad."""
    return render_to_string("kit/alert.html", {"content": content, "tone": tone, "title": title})


ALERT_ICONS = {"info": "info-circle", "ok": "circle-check", "warn": "alert-triangle"}


@register.filter
def tone_icon(tone: str) -> str:
    """Return the icon that goes with a tone."""
    return ALERT_ICONS.get(tone, "alert-circle")


@register.filter
def message_tone(level_tag: str) -> str:
    """Return the tone of one of Django's messages."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(level_tag, "info")


@register.filter
def initials(name: str) -> str:
    """Return up to two initials of a name."""
    parts = [part for part in re.split(r"[\s@.]+", str(name)) if part]
    return (parts[0][:1] + (parts[-1][:1] if len(parts) > 1 else "")).upper() if parts else "?"


@register.simple_tag(takes_context=True)
def current(context: dict[str, Any], url: str) -> SafeString:
    """Mark a link as the page that is open."""
    request, parts = context.get("request"), urlsplit(url)
    here = request is not None and parts.path == request.path and not parts.query
    return SafeString('aria-current="page"' if here else "")
