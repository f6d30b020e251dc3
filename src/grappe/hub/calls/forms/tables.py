"""Editors of parts that are lists: criteria, funding terms with their categories, reminders."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from grappe.hub.calls.forms import parts
from grappe.hub.calls.forms.editor import Editor, flat, key_from, text
from grappe.hub.calls.forms.inputs import as_percent


class CriteriaEditor(Editor):
    title, anchor = gettext_lazy("Criteria"), "criteria"
    row_names = {"criterion": gettext_lazy("Add a criterion")}

    def initial(self) -> dict[str, Any]:
        scores = [a["score"] for a in self.value[0]["anchors"]]
        return {"least": min(scores), "most": max(scores)}

    @property
    def scale(self) -> range:
        """Return the scores asked for, as sent or as stored; a sane one if they make no sense."""
        source: Any = self.data if self.data is not None else self.initial()
        try:
            least, most = int(source.get("least", 1)), int(source.get("most", 5))
        except (TypeError, ValueError):
            return range(1, 6)
        return range(least, most + 1) if 0 <= least < most <= 10 else range(1, 6)

    def row_initials(self, prefix: str) -> list[dict[str, Any]]:
        return [
            {
                "key": c["key"],
                "weight": c["weight"],
                **flat(c, "title", "help"),
                **{
                    f"anchor_{a['score']}_{lang}": a["text"].get(lang, "")
                    for a in c["anchors"]
                    for lang in ("en", "fr")
                },
            }
            for c in self.value
        ]

    def make_form(self, **kwargs: Any) -> Any:
        return parts.ScaleForm(**kwargs)

    def make_row(self, prefix: str, number: int, **kwargs: Any) -> Any:
        return parts.CriterionRow(
            prefix=f"criterion-{number}", scale=self.scale, use_required_attribute=False, **kwargs
        )

    @property
    def total(self) -> int:
        """Return the sum of the weights on the page."""
        found = [row["weight"].value() for row in self.rows["criterion"]]
        return sum(int(w) for w in found if re.fullmatch(r"\d{1,4}", str(w)))

    def is_valid(self) -> bool:
        """Also ask that the weights add to 100."""
        valid = super().is_valid()
        if self.total != 100:
            wrong = _("The weights add to %(total)s. Make them add to 100.")
            self.form.add_error(None, wrong % {"total": self.total})
            return False
        return valid

    def compose(self) -> Any:
        criteria: list[dict[str, Any]] = []
        for row in self.rows["criterion"]:
            cleaned = row.cleaned_data
            taken = {c["key"] for c in criteria} | {c["key"] for c in self.value}
            own = cleaned["key"] if cleaned["key"] in {c["key"] for c in self.value} else ""
            criteria.append(
                {
                    "key": own or key_from(cleaned["title_en"], taken),
                    "title": text(cleaned, "title"),
                    "help": text(cleaned, "help"),
                    "weight": cleaned["weight"],
                    "anchors": [
                        {"score": s, "text": text(cleaned, f"anchor_{s}")}
                        for s in row.scale
                        if any(text(cleaned, f"anchor_{s}").values())
                        or s in (row.scale[0], row.scale[-1])
                    ],
                }
            )
        return criteria


class TermsEditor(Editor):
    title, anchor = gettext_lazy("Funding terms"), "terms"
    row_names = {"category": gettext_lazy("Add a cost category")}
    shares = ("rate_most", "rate_least", "stacking_most", "in_kind_most")
    amounts = ("cost_least", "cost_most", "grant_most")

    def initial(self) -> dict[str, Any]:
        return {
            **self.value,
            **{name: as_percent(self.value[name]) for name in self.shares},
            **flat(self.value, "notes"),
        }

    def row_initials(self, prefix: str) -> list[dict[str, Any]]:
        return [
            {
                "key": c["key"],
                "eligible": c["eligible"],
                "most_share": as_percent(c["most_share"]),
                **flat(c, "title", "help"),
            }
            for c in self.value["categories"]
        ]

    def make_form(self, **kwargs: Any) -> Any:
        return parts.TermsForm(**kwargs)

    def make_row(self, prefix: str, number: int, **kwargs: Any) -> Any:
        return parts.CategoryRow(
            prefix=f"category-{number}", use_required_attribute=False, **kwargs
        )

    def is_valid(self) -> bool:
        """Also ask for one category at least."""
        valid = super().is_valid()
        if not self.rows["category"]:
            self.form.add_error(None, _("A budget needs at least one cost category. Add one."))
            return False
        return valid

    def compose(self) -> Any:
        cleaned = self.form.cleaned_data
        plain = {n: cleaned[n] for n in ("sme_below", "paid_every", "join_before_paid")}
        return {
            **{n: str(cleaned[n]) for n in self.shares},
            **{n: None if cleaned[n] is None else str(cleaned[n]) for n in self.amounts},
            **plain,
            "notes": text(cleaned, "notes"),
            "categories": self._categories(),
        }

    def _categories(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        old = {c["key"] for c in self.value["categories"]}
        for row in self.rows["category"]:
            c = row.cleaned_data
            own = c["key"] if c["key"] in old else ""
            found.append(
                {
                    "key": own or key_from(c["title_en"], old | {f["key"] for f in found}),
                    "title": text(c, "title"),
                    "help": text(c, "help"),
                    "eligible": c["eligible"],
                    "most_share": None if c["most_share"] is None else str(c["most_share"]),
                }
            )
        return found


class RemindersEditor(Editor):
    title, anchor = gettext_lazy("Reminders"), "reminders"
    row_names = {"reminder": gettext_lazy("Add a reminder")}

    def row_initials(self, prefix: str) -> list[dict[str, Any]]:
        return [
            {**r, "days": abs(r["days"]), "side": "before" if r["days"] < 0 else "after"}
            for r in self.value
        ]

    def make_form(self, **kwargs: Any) -> Any:
        return forms.Form(**kwargs)

    def make_row(self, prefix: str, number: int, **kwargs: Any) -> Any:
        return parts.ReminderRow(
            prefix=f"reminder-{number}", use_required_attribute=False, **kwargs
        )

    def compose(self) -> Any:
        return [
            {
                "occasion": c["occasion"],
                "days": -c["days"] if c["side"] == "before" else c["days"],
                "audience": c["audience"],
            }
            for c in (row.cleaned_data for row in self.rows["reminder"])
        ]
