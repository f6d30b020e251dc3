"""Lists of organisations and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from grappe.hub.people.enums import OrganisationKind, Province, Sector
from grappe.hub.people.models import Organisation, User
from grappe.hub.people.queries import organisations_listed, people_listed
from grappe.kit.access import ClusterRole
from grappe.kit.tables import Column, FilterForm, Listing
from grappe.kit.templatetags.kit import pill

ANY = [("", _("all"))]


class OrganisationFilter(FilterForm):
    """Filters of the list of organisations."""

    lookups = {"sector": "sectors__sector"}
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *OrganisationKind.choices])
    province = forms.ChoiceField(label=_("Province"), choices=[*ANY, *Province.choices])
    sector = forms.ChoiceField(label=_("Sector"), choices=[*ANY, *Sector.choices])
    is_member = forms.TypedChoiceField(
        label=_("Member of the cluster"),
        choices=[*ANY, ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


class PeopleFilter(FilterForm):
    """Filters of the list of people."""

    role = forms.ChoiceField(label=_("Cluster role"), choices=[*ANY, *ClusterRole.choices])

    def narrow_by(self, queryset: Any, name: str, value: Any) -> Any:
        """Return the people who hold a role now."""
        return queryset.filter(grants__role=value, grants__ended_at=None)


def organisations(request: HttpRequest) -> Listing[Organisation]:
    """Return the list of the organisations that the reader may see."""
    columns = [
        Column[Organisation](
            "legal_name",
            _("Organisation"),
            sort=("legal_name",),
            link=lambda one: reverse("people:organisation", args=[one.pk]),
        ),
        Column("trade_name", _("Trade name"), sort=("trade_name",)),
        Column(
            "kind", _("Kind"), cell=lambda one: capfirst(one.get_kind_display()), sort=("kind",)
        ),
        Column("province", _("Province"), cell=_province, sort=("province",)),
        Column("employees", _("Employees"), sort=("employees",), kind="number"),
        Column("is_member", _("Member"), cell=_member, export=lambda one: bool(_of(one))),
    ]
    return Listing(
        request,
        organisations_listed(request.user),
        columns,
        filters=OrganisationFilter,
        search=("legal_name__icontains", "trade_name__icontains", "business_number"),
        order="legal_name",
        caption=_("Organisations"),
        empty_title=_("You act for no organisation yet"),
        empty_text=_("Register yours, or ask its owner for an invitation."),
        empty_url=reverse("people:register"),
        empty_label=_("Register an organisation"),
    )


def people(request: HttpRequest) -> Listing[User]:
    """Return the list of everyone with an account."""
    columns = [
        Column[User](
            "full_name",
            _("Person"),
            sort=("full_name",),
            link=lambda one: reverse("people:person", args=[one.pk]),
        ),
        Column("email", _("E-mail"), sort=("email",)),
        Column("roles", _("Cluster roles"), cell=_roles),
        Column("organisations", _("Organisations"), cell=_firms),
        Column("created_at", _("Since"), sort=("created_at",), kind="date"),
    ]
    return Listing(
        request,
        people_listed(),
        columns,
        filters=PeopleFilter,
        search=("full_name__icontains", "email__icontains"),
        order="full_name",
        caption=_("People"),
    )


def _of(one: Any) -> bool:
    return bool(one.is_member)


def _member(one: Organisation) -> Any:
    return pill("active", _("member")) if _of(one) else ""


def _province(one: Organisation) -> str:
    """Return the province, or the country of those who are not in Canada."""
    if one.province:
        return str(one.get_province_display())
    return "" if one.country == "CA" else one.country


def _roles(one: Any) -> str:
    return capfirst(", ".join(str(ClusterRole(grant.role).label) for grant in one.current_grants))


def _firms(one: Any) -> str:
    return ", ".join(str(tie.organisation) for tie in one.current_affiliations)
