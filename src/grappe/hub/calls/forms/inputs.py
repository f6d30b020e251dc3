"""Fields that several forms of calls share."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = 2000, 2100


class Line(forms.CharField):
    """One line of text in one language."""

    def __init__(self, *, max_length: int = 300, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)


class Paragraph(forms.CharField):
    """A longer text in one language."""

    def __init__(self, *, max_length: int = 4_000, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(
            max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **kwargs
        )

    def to_python(self, value: Any) -> str:
        """Count a line break as one character, as people do."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else ""


class Percent(forms.DecimalField):
    """A share written as a percentage: 40 or 44,4 stands for 0.4 or 0.444."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=0,
            max_value=100,
            decimal_places=4,
            max_digits=7,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("%", "").replace(",", ".").replace("\xa0", "").strip()
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        """Return the share, or None."""
        percent = super().clean(value)
        return None if percent is None else percent / 100


class Figure(forms.DecimalField):
    """A number with a decimal point or comma."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_digits=18,
            decimal_places=4,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace(",", ".").replace("\xa0", "").strip()
        return super().to_python(value)


class Moment(forms.DateTimeField):
    """A day and an hour on the cluster's clock."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:
        try:
            moment = super().to_python(value)
        except OverflowError:
            moment = datetime(1, 1, 1, tzinfo=UTC)
        if moment and not EARLIEST <= moment.year <= LATEST:
            raise ValidationError(
                _("The year must lie between %(first)s and %(last)s."),
                params={"first": EARLIEST, "last": LATEST},
            )
        return moment


class Day(forms.DateField):
    """A day."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            **kwargs,
        )

    def to_python(self, value: Any) -> Any:
        day = super().to_python(value)
        if day and not EARLIEST <= day.year <= LATEST:
            raise ValidationError(
                _("The year must lie between %(first)s and %(last)s."),
                params={"first": EARLIEST, "last": LATEST},
            )
        return day


def as_percent(share: Any) -> str:
    """Return a share as the percentage that a field shows: 0.444 as 44.4."""
    if share in (None, ""):
        return ""
    return f"{(Decimal(str(share)) * 100).normalize():f}"
