"""Filters of a list, in the address: a form that narrows a queryset and says what is on."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class FilterSelect(forms.Select):
    """A select that is written in one go: Django's renders a template for every option."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the select as HTML."""
        chosen = {str(one) for one in self.format_value(value)}
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (key, SafeString(" selected") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        given = {"name": name, **self.build_attrs(self.attrs, attrs)}
        return format_html("<select{}>{}</select>", flatatt(given), options)


class FilterChecks(forms.CheckboxSelectMultiple):
    """Several values behind one button: says how many are on, opens without JavaScript."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the disclosure with its boxes as HTML."""
        chosen = {str(one) for one in value or []}
        boxes = format_html_join(
            "",
            '<label><input type="checkbox" name="{}" value="{}"{}> {}</label>',
            (
                (name, key, SafeString(" checked") if str(key) in chosen else "", label)
                for key, label in self.choices
            ),
        )
        said = _("%(count)s chosen") % {"count": len(chosen)} if chosen else _("All")
        return format_html(
            '<details class="filter-checks"><summary>{}</summary><div>{}</div></details>',
            said,
            boxes,
        )


class FilterForm(forms.Form):
    """Filters of a list. `lookups` says where a field filters, if not by its own name.

    A field that takes several values filters by `__in`. Override `narrow` for anything else.
    """

    lookups: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = "—"
            if type(field.widget) is forms.SelectMultiple:
                choices = field.widget.choices
                field.widget = FilterChecks()
                field.widget.choices = choices
            if type(field.widget) is forms.Select:
                choices, attrs = field.widget.choices, field.widget.attrs
                field.widget = FilterSelect(attrs)
                field.widget.choices = choices

    def narrow[M: Model](self, queryset: QuerySet[M]) -> QuerySet[M]:
        """Return the rows that the valid filters let through."""
        for name, value in self.given():
            queryset = self.narrow_by(queryset, name, value)
        return queryset

    def narrow_by[M: Model](self, queryset: QuerySet[M], name: str, value: Any) -> QuerySet[M]:
        """Return the rows that one filter lets through."""
        several = isinstance(value, (list, tuple, QuerySet))
        lookup = self.lookups.get(name, name)
        return queryset.filter((f"{lookup}__in" if several else lookup, value))

    def given(self) -> Iterator[tuple[str, Any]]:
        """Yield the filters that are set and valid."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value not in (None, "", [], ()) and not (
                isinstance(value, QuerySet) and not value.exists()
            ):
                yield name, value

    def words(self, name: str, value: Any) -> str:
        """Write the value of a filter as its chip says it."""
        choices = dict(getattr(self.fields[name], "choices", []) or [])
        values = value if isinstance(value, (list, tuple, QuerySet)) else [value]
        if isinstance(self.fields[name], forms.ModelChoiceField):
            return ", ".join(map(str, values))
        flat = {str(k): v for k, v in choices.items()}
        if value is True:
            return ""
        return ", ".join(str(flat.get(str(v), v)) for v in values)
