"""Keyset pages: every row once, in order, whichever way one walks."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from grappe.hub.people.models import Organisation
from grappe.hub.projects.models import Project
from grappe.kit.paging import BadCursor, ordered, paginate
from tests.factories import NOON, OrganisationFactory, ProposalFactory


def a_project(n, **fields):
    defaults = {"slug": f"p{n}", "title_en": f"P{n}", "provenance": "invented", "listed_at": NOON}
    return Project(**defaults | fields)


def walk(queryset, order, size=2):
    """Return the pages from first to last, and again from last to first."""
    there, cursor = [], ""
    while cursor is not None:
        page = paginate(queryset, order=order, size=size, cursor=cursor)
        there.append([row.pk for row in page.rows])
        before, cursor = page.previous, page.next
    back = [there[-1]]
    while before is not None:
        page = paginate(queryset, order=order, size=size, cursor=before)
        back.insert(0, [row.pk for row in page.rows])
        before = page.previous
    return there, back


class EveryOrder(TestCase):
    """hypothesis needs Django's TestCase to roll back between examples."""

    @settings(max_examples=60, deadline=None)
    @given(
        figures=st.lists(
            st.tuples(
                st.one_of(st.none(), st.integers(0, 3)), st.one_of(st.none(), st.integers(0, 2))
            ),
            max_size=9,
        ),
        order=st.sampled_from(
            [("total",), ("-total",), ("total", "-year"), ("-year", "total"), ("-listed_at",)]
        ),
        size=st.integers(1, 4),
    )
    def test_every_row_comes_once_in_order_forwards_and_backwards(self, figures, order, size):
        Project.objects.all().delete()
        Project.objects.bulk_create(
            a_project(n, total=None if t is None else Decimal(t), year=y)
            for n, (t, y) in enumerate(figures)
        )

        there, back = walk(Project.objects.all(), order, size)

        assert there == back
        assert [pk for page in there for pk in page] == [
            row.pk for row in ordered(Project.objects.all(), order)
        ]
        assert sum(map(len, there)) == len(figures)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [("total",), ("-total",)])
def test_what_is_not_known_comes_last_whichever_way_a_list_is_sorted(order):
    Project.objects.bulk_create(
        [a_project(1, total=None), a_project(2, total=Decimal(5)), a_project(3, total=Decimal(0))]
    )

    page = paginate(Project.objects.all(), order=order, size=5)

    assert page.rows[-1].total is None


@pytest.mark.django_db
def test_a_list_is_sorted_through_a_relation_without_asking_for_each_row(django_assert_num_queries):
    for name in ("C", "A", "B"):
        ProposalFactory(lead=OrganisationFactory(legal_name=name))
    from grappe.hub.proposals.models import Proposal

    with django_assert_num_queries(1):
        page = paginate(
            Proposal.objects.select_related("lead"), order=("lead__legal_name",), size=2
        )
        names = [row.lead.legal_name for row in page.rows]

    after = paginate(
        Proposal.objects.select_related("lead"),
        order=("lead__legal_name",),
        size=2,
        cursor=page.next,
    )
    assert (names, [row.lead.legal_name for row in after.rows]) == (["A", "B"], ["C"])


@pytest.mark.django_db
def test_times_a_microsecond_apart_are_kept_apart():
    at = datetime(2026, 1, 1, tzinfo=UTC)
    Project.objects.bulk_create(
        a_project(n, listed_at=at + timedelta(microseconds=n)) for n in range(5)
    )

    there, back = walk(Project.objects.all(), ("-listed_at",))

    assert there == back
    assert [len(page) for page in there] == [2, 2, 1]


@pytest.mark.django_db
def test_a_row_added_in_front_meanwhile_shifts_nothing():
    OrganisationFactory.create_batch(4)
    first = paginate(Organisation.objects.all(), order=("-pk",), size=2)
    OrganisationFactory()

    second = paginate(Organisation.objects.all(), order=("-pk",), size=2, cursor=first.next)

    assert not {row.pk for row in first.rows} & {row.pk for row in second.rows}
    assert len(second.rows) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("cursor", ["x", "a:b:c", "\x00", "💥", "eyJ9:1:2", "W10:" * 500])
def test_a_cursor_that_it_did_not_make_is_refused(cursor):
    with pytest.raises(BadCursor) as refused:
        paginate(Organisation.objects.all(), order=("pk",), size=2, cursor=cursor)
    assert refused.value.status == 400


@pytest.mark.django_db
def test_a_cursor_of_another_order_is_refused():
    OrganisationFactory.create_batch(3)
    page = paginate(Organisation.objects.all(), order=("legal_name",), size=1)

    with pytest.raises(BadCursor):
        paginate(Organisation.objects.all(), order=("-legal_name",), size=1, cursor=page.next)


@pytest.mark.django_db
def test_the_plan_of_a_late_page_starts_in_the_index():
    """On both databases the condition on the first key stands alone, so that an index can seek."""
    OrganisationFactory.create_batch(3)
    ProposalFactory.create_batch(3)
    from grappe.hub.proposals.models import Proposal

    first = paginate(Proposal.objects.all(), order=("-changed_at",), size=1)
    import django.db

    with django.test.utils.CaptureQueriesContext(django.db.connection) as asked:
        paginate(Proposal.objects.all(), order=("-changed_at",), size=1, cursor=first.next)

    assert '"changed_at" <= ' in asked[0]["sql"]
    assert "OFFSET" not in asked[0]["sql"]


def test_a_field_that_does_not_exist_is_named():
    with pytest.raises(ValueError, match="'colour' is not a field"):
        paginate(Organisation.objects.all(), order=("colour",), size=1)
