"""Lists from the address: search, filters, sort, pages, files."""

import json
import re
from decimal import Decimal

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from grappe.hub.people.models import Organisation
from grappe.hub.projects.models import Project
from grappe.kit.tables import Column, FilterForm, Listing
from tests.factories import NOON, OrganisationFactory

pytestmark = pytest.mark.django_db


class Filters(FilterForm):
    province = forms.ChoiceField(
        label="Province", choices=[("", "all"), ("QC", "Québec"), ("ON", "Ontario")]
    )
    kind = forms.MultipleChoiceField(
        label="Kind", choices=[("adopter", "Adopter"), ("research", "Research"), ("other", "Other")]
    )
    least = forms.IntegerField(label="At least")
    lookups = {"least": "employees__gte"}


COLUMNS = [
    Column("legal_name", "Name", sort=("legal_name",), link=lambda row: f"/o/{row.pk}"),
    Column("kind", "Kind", kind="pill"),
    Column("employees", "People", kind="number", sort=("employees",)),
]


def listing(address="", **options):
    request = RequestFactory().get(f"/list{address}")
    options = {"filters": Filters, "search": ("legal_name__icontains",)} | options
    return Listing(request, Organisation.objects.all(), COLUMNS, order="legal_name", **options)


def names(found):
    return [row.legal_name for row in found.rows]


@pytest.fixture
def four():
    for name, province, kind, employees in [
        ("Alpha Port", "QC", "adopter", 10),
        ("Beta Port", "ON", "research", None),
        ("Gamma Rail", "QC", "research", 30),
        ("Delta Rail", "BC", "other", 1234),
    ]:
        OrganisationFactory(legal_name=name, province=province, kind=kind, employees=employees)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", ["Alpha Port", "Beta Port", "Delta Rail", "Gamma Rail"]),
        ("?sort=-legal_name", ["Gamma Rail", "Delta Rail", "Beta Port", "Alpha Port"]),
        ("?sort=employees", ["Alpha Port", "Gamma Rail", "Delta Rail", "Beta Port"]),
        ("?sort=-employees", ["Delta Rail", "Gamma Rail", "Alpha Port", "Beta Port"]),
        ("?sort=password", ["Alpha Port", "Beta Port", "Delta Rail", "Gamma Rail"]),
        ("?q=rail", ["Delta Rail", "Gamma Rail"]),
        ("?q=rail+gamma", ["Gamma Rail"]),
        ("?q=%00port", ["Alpha Port", "Beta Port"]),
        ("?province=QC", ["Alpha Port", "Gamma Rail"]),
        ("?kind=research&kind=other", ["Beta Port", "Delta Rail", "Gamma Rail"]),
        ("?least=30", ["Delta Rail", "Gamma Rail"]),
        ("?least=many&province=QC", ["Alpha Port", "Gamma Rail"]),
        ("?province=%27%22%3E", ["Alpha Port", "Beta Port", "Delta Rail", "Gamma Rail"]),
        ("?after=garbage", ["Alpha Port", "Beta Port", "Delta Rail", "Gamma Rail"]),
    ],
)
def test_the_address_says_what_is_listed(four, address, found):
    assert names(listing(address)) == found


def test_a_filter_that_cannot_be_read_is_said_in_its_field(four):
    assert listing("?least=many").filters.errors == {"least": ["Enter a whole number."]}


def test_chips_say_what_is_on_and_lead_to_the_list_without_it(four):
    found = listing("?q=port&province=QC&kind=adopter&kind=other&sort=-legal_name&after=x")

    assert [(c.label, c.value) for c in found.chips] == [
        ("Search", "port"),
        ("Province", "Québec"),
        ("Kind", "Adopter, Other"),
    ]
    assert found.chips[1].url == "/list?q=port&kind=adopter&kind=other&sort=-legal_name"
    assert found.clear_url == "/list?sort=-legal_name"


def test_following_next_to_the_end_and_previous_back_keeps_search_sort_and_filters(four):
    seen, address = [], "?province=&sort=-legal_name&q=a"
    while address:
        found = listing(address, page_size=3)
        seen.append(names(found))
        last, address = found, found.next_url.removeprefix("/list")
    back = listing(last.previous_url.removeprefix("/list"), page_size=3)

    assert seen == [["Gamma Rail", "Delta Rail", "Beta Port"], ["Alpha Port"]]
    assert names(back) == seen[0]
    assert last.range_text == "4 to 4 of 4 results"


@pytest.mark.parametrize(
    ("rows", "language", "text"),
    [
        (1, "en", "1 result"),
        (3, "en", "3 results"),
        (1001, "en", "more than 1,000 results"),
        (1000, "en", "1,000 results"),
    ],
)
def test_rows_are_counted_exactly_up_to_a_thousand(rows, language, text):
    Organisation.objects.bulk_create(
        Organisation(legal_name=f"O{n}", kind="other") for n in range(rows)
    )
    with translation.override(language):
        assert listing().count_text == text


def test_a_page_costs_two_queries_however_many_rows(django_assert_num_queries):
    Organisation.objects.bulk_create(
        Organisation(legal_name=f"O{n:03}", kind="other") for n in range(120)
    )
    with django_assert_num_queries(2):
        found = listing()
        assert (len(found.rows), found.body != "", found.count) == (50, True, 120)


def test_what_people_wrote_is_escaped_in_cells_links_chips_and_search():
    OrganisationFactory(legal_name="<script>alert(1)</script>")
    html = render_to_string(
        "kit/table.html", {"listing": listing("?q=%3Cscript%3E&x=%22%3E%3Cb%3E&province=QC")}
    )

    assert "<script>" not in html
    assert '"><b>' not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_the_sorted_column_says_so_to_a_screen_reader_and_links_to_the_other_way(four):
    heads = {head.label: head for head in listing("?sort=employees").headings}

    assert heads["People"].direction == "ascending"
    assert heads["People"].url == "/list?sort=-employees"
    assert heads["Name"].direction == ""
    assert heads["Kind"].url == ""


def test_an_empty_list_and_a_search_that_finds_nothing_say_different_things():
    none = render_to_string("kit/table.html", {"listing": listing(empty_title="No one yet")})
    nothing = render_to_string("kit/table.html", {"listing": listing("?q=zzz")})

    assert "No one yet" in none
    assert "Nothing found" in nothing
    assert 'href="/list"' in nothing


def test_an_export_holds_every_row_found_not_only_this_page(four):
    found = listing("?q=rail&sort=-legal_name&export=csv", page_size=1)
    lines = found.export("organisations").content.decode("utf-8-sig").splitlines()

    assert found.wants_export == "csv"
    assert lines == [
        "Name,Kind,People",
        "Gamma Rail,research organisation,30",
        "Delta Rail,other,1234",
    ]


def test_an_export_as_json_keeps_numbers_and_names_keys(four):
    found = listing("?export=json&q=beta")
    body = json.loads(found.export("organisations").content)

    rows = body if isinstance(body, list) else next(v for v in body.values() if isinstance(v, list))
    assert rows == [{"legal_name": "Beta Port", "kind": "research organisation", "employees": None}]


def test_an_unknown_kind_of_export_is_a_page():
    assert listing("?export=exe").wants_export == ""


def test_money_is_written_in_the_readers_language():
    Project.objects.create(
        slug="p", title_en="P", provenance="invented", listed_at=NOON, total=Decimal("1234567.50")
    )
    columns = [Column("total", "Total", kind="money", sort=("total",))]
    request = RequestFactory().get("/list")

    with translation.override("fr"):
        body = Listing(request, Project.objects.all(), columns, order="total").body

    assert re.sub(r"\s", " ", body).endswith("1 234 567,50 $")


def test_links_of_rows_leave_the_list_those_of_the_list_stay_in_it():
    OrganisationFactory()
    full = render_to_string("kit/table.html", {"listing": listing()})
    empty = {"listing": listing("", empty_title="No one", empty_url="/new/", empty_label="New")}
    Organisation.objects.all().delete()

    assert full.index('hx-boost="true"') < full.index('<tbody hx-boost="false">')
    none = render_to_string("kit/table.html", empty)
    assert none.rindex('hx-boost="false"') < none.index('href="/new/"')
