"""Pages of calls: public ones, and the editor."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from grappe.hub.calls import queries
from grappe.hub.calls.enums import CallState
from grappe.hub.calls.models import Call
from grappe.hub.calls.services import create_call, create_round, open_call
from tests.factories import (
    DEFINITION,
    CallFactory,
    CallVersionFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(roles=["officer"])


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def call(officer):
    at = timezone.now()
    return create_call(
        title_en="AI at the port",
        title_fr="L’IA au port",
        mode="dated",
        closes_at=at + timedelta(days=60),
        by=officer,
        at=at,
    )


def sent(client, url):
    """Return what a browser would send if the form of a page were sent unchanged."""
    form = client.get(url).context
    editor = form["editor"]
    data = {"seen": form["seen"]}
    for one in editor.every_form:
        for field in one:
            value = field.value()
            if value is True:
                value = "on"
            if value not in (None, False, ""):
                data[field.html_name] = value
    for prefix, _label, rows in editor.groups:
        data[f"{prefix}-row"] = [row.prefix.rpartition("-")[2] for row in rows]
    return data


def part(call, path):
    return reverse("calls:part", args=[call.slug, path])


def content(call):
    return queries.latest_version(call).content


@pytest.mark.parametrize(
    "path",
    [
        "stages",
        "sections/problem",
        "sections/problem/questions/problem",
        "sections/ai_integration/questions/ai_methods",
        "sections/ai_integration/questions/ai_methods_other",
        "sections/data/questions/data_agreement",
        "rules/smes",
        "rules/rate",
        "criteria",
        "terms",
        "reminders",
        "reviewing",
    ],
)
def test_sending_an_editor_unchanged_changes_nothing(desk, call, path):
    before = content(call)

    answer = desk.post(part(call, path), sent(desk, part(call, path)))

    assert answer.status_code == 302
    assert content(call) == before
    assert call.versions.get().revision == 1


@pytest.mark.parametrize("path", ["stages", "sections/project", "criteria", "terms", "reviewing"])
def test_a_definition_stored_without_its_defaults_is_edited_like_any_other(desk, path):
    call = CallVersionFactory(content=DEFINITION, published_at=None).call

    answer = desk.post(part(call, path), sent(desk, part(call, path)))

    assert answer.status_code == 302
    assert content(call) == DEFINITION


def test_a_change_to_a_definition_stored_without_its_defaults_changes_that_alone(desk, officer):
    first = CallVersionFactory(content=DEFINITION)
    data = sent(desk, part(first.call, "terms")) | {"rate_least": "10"}

    desk.post(part(first.call, "terms"), data)

    wanted = first.definition.terms.model_copy(update={"rate_least": Decimal("0.1")})
    changed = queries.latest_version(first.call).definition
    assert changed == first.definition.model_copy(update={"terms": wanted})
    page = desk.get(reverse("calls:changes", args=[first.call.slug, 2]))
    assert len(page.context["differences"]) == 1


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_answers(desk, call, language):
    desk.cookies["grappe_language"] = language
    open_call(call=call, by=call.versions.get().changed_by, at=timezone.now())
    for name in ("manage", "basics", "preview", "call", "add_round"):
        assert desk.get(reverse(f"calls:{name}", args=[call.slug])).status_code == 200
    for name in ("calls", "manage_list", "create"):
        assert desk.get(reverse(f"calls:{name}")).status_code == 200
    for path in ("sections/+", "sections/problem/questions/+", "rules/+"):
        assert desk.get(part(call, path)).status_code == 200
    assert desk.get(reverse("calls:changes", args=[call.slug, 1])).status_code == 200


def test_strangers_read_the_catalogue_and_are_kept_from_preparation(client, call):
    public = CallVersionFactory().call

    page = client.get(reverse("calls:calls"))
    assert public.title_en in page.text
    assert call.title_en not in page.text
    assert client.get(reverse("calls:call", args=[call.slug])).status_code == 404
    assert client.get(reverse("calls:manage", args=[public.slug])).status_code == 302
    client.force_login(UserFactory())
    assert client.get(reverse("calls:manage", args=[call.slug])).status_code == 404
    assert client.get(reverse("calls:manage", args=[public.slug])).status_code == 403
    assert client.post(reverse("calls:close", args=[public.slug])).status_code == 403
    assert client.get(part(public, "terms")).status_code == 403
    assert client.get(reverse("calls:create")).status_code == 403


def test_weights_that_do_not_add_to_100_are_refused_with_their_sum(desk, call):
    data = sent(desk, part(call, "criteria")) | {"criterion-0-weight": "31"}

    answer = desk.post(part(call, "criteria"), data)

    assert answer.status_code == 422
    assert "The weights add to 101. Make them add to 100." in answer.text
    assert content(call)["criteria"][0]["weight"] == 30


def test_adding_and_removing_rows_shows_the_form_again_and_saves_nothing(desk, call):
    data = sent(desk, part(call, "criteria"))
    data |= {"criterion-0-title_en": "Typed but not saved"}

    added = desk.post(part(call, "criteria"), data | {"add": "criterion"})
    dropped = desk.post(part(call, "criteria"), data | {"drop": "criterion-1"})

    assert len(added.context["editor"].rows["criterion"]) == 6
    assert len(dropped.context["editor"].rows["criterion"]) == 4
    assert "Typed but not saved" in added.text
    assert len(content(call)["criteria"]) == 5
    assert call.versions.get().revision == 1


def test_html_in_a_text_is_shown_as_text(desk, call):
    data = sent(desk, part(call, "sections/problem/questions/problem"))
    data |= {"label_en": "<script>alert(1)</script>", "label_fr": "<b>gras</b>"}

    assert desk.post(part(call, "sections/problem/questions/problem"), data).status_code == 302

    for name in ("manage", "preview", "call"):
        page = desk.get(reverse(f"calls:{name}", args=[call.slug])).text
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_paste_of_ten_megabytes_is_refused_with_the_limit(desk, call):
    data = sent(desk, part(call, "sections/problem")) | {"help_en": "x" * 10_000_000}

    answer = desk.post(part(call, "sections/problem"), data)

    assert answer.status_code == 422
    assert "4000" in str(answer.context["editor"].form.errors["help_en"])
    assert call.versions.get().revision == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rate_most", "1e999"),
        ("rate_most", "-1"),
        ("rate_most", "forty"),
        ("rate_most", "NaN"),
        ("cost_least", "-5"),
        ("cost_most", "9" * 40),
        ("sme_below", "99999999999999999999"),
        ("category-0-most_share", "101"),
    ],
)
def test_bad_numbers_are_refused_beside_their_field(desk, call, field, value):
    data = sent(desk, part(call, "terms")) | {field: value}

    answer = desk.post(part(call, "terms"), data)

    assert answer.status_code == 422
    forms = answer.context["editor"].every_form
    assert [f[n].html_name for f in forms for n in f.errors] == [field]
    assert call.versions.get().revision == 1


def test_a_rate_is_written_with_a_comma_in_french(desk, call):
    data = sent(desk, part(call, "terms")) | {"rate_most": "44,4 %"}

    assert desk.post(part(call, "terms"), data).status_code == 302
    assert content(call)["terms"]["rate_most"] == "0.444"


def test_two_officers_on_one_part_the_later_sees_both_texts(desk, call):
    url = part(call, "sections/problem")
    first, second = sent(desk, url), sent(desk, url)
    desk.post(url, first | {"title_en": "The bottleneck"})

    answer = desk.post(url, second | {"title_en": "The obstacle"})

    assert answer.status_code == 409
    assert "The bottleneck" in answer.text
    assert "The obstacle" in answer.text
    again = desk.post(url, second | {"title_en": "The obstacle", "seen": answer.context["seen"]})
    assert again.status_code == 302
    assert content(call)["sections"][0]["title"]["en"] == "The obstacle"


def test_a_second_click_on_a_new_question_adds_one(desk, call):
    url = part(call, "sections/risks/questions/+")
    data = sent(desk, url) | {"label_en": "What else?", "label_fr": "Quoi d’autre?"}

    for _click in range(2):
        assert desk.post(url, data).status_code == 302

    keys = [q["key"] for q in content(call)["sections"][-1]["questions"]]
    assert keys == ["risks", "without_funding", "what_else"]


def test_a_question_may_move_to_another_section(desk, call):
    url = part(call, "sections/risks/questions/without_funding")

    assert desk.post(url, sent(desk, url) | {"section": "problem"}).status_code == 302

    sections = {s["key"]: [q["key"] for q in s["questions"]] for s in content(call)["sections"]}
    assert sections["risks"] == ["risks"]
    assert sections["problem"][-1] == "without_funding"


def test_a_condition_in_a_circle_is_refused_in_words(desk, call):
    url = part(call, "sections/consortium/questions/worked_together")
    data = sent(desk, url)
    data |= {"shown_question": "worked_together_on", "shown_test": "answered"}

    answer = desk.post(url, data)

    assert answer.status_code == 422
    assert "worked_together → worked_together_on → worked_together" in answer.text
    assert call.versions.get().revision == 1


def test_a_list_without_choices_is_refused(desk, call):
    url = part(call, "sections/risks/questions/+")
    data = sent(desk, url) | {"label_en": "Pick", "kind": "choice"}

    answer = desk.post(url, data)

    assert answer.status_code == 422
    assert "at least two choices" in answer.text


def test_choices_without_keys_get_them_from_their_text(desk, call):
    url = part(call, "sections/risks/questions/+")
    data = sent(desk, url) | {
        "label_en": "Pick",
        "kind": "choice",
        "choice-row": ["0", "1"],
        "choice-0-label_en": "Very high",
        "choice-1-label_en": "Very high",
    }

    assert desk.post(url, data).status_code == 302

    made = content(call)["sections"][-1]["questions"][-1]["choices"]
    assert [c["key"] for c in made] == ["very_high", "very_high_2"]


def test_part_that_is_not_there_answers_404(desk, call):
    assert desk.get(part(call, "sections/none")).status_code == 404
    assert desk.get(part(call, "sections/none/questions/+")).status_code == 404
    assert desk.get(part(call, "nothing")).status_code == 404


def test_question_on_which_another_depends_cannot_be_removed(desk, call):
    url = reverse(
        "calls:arrange", args=[call.slug, "sections/consortium/questions/worked_together"]
    )

    answer = desk.post(url, {"act": "remove"})

    assert answer.status_code == 422
    assert "worked_together_on" in answer.text


def test_reopening_and_closing_ask_for_what_they_need(desk, call, officer):
    open_call(call=call, by=officer, at=timezone.now())
    close, reopen = (reverse(f"calls:{n}", args=[call.slug]) for n in ("close", "reopen"))

    assert desk.post(close, {}).status_code == 422
    assert desk.post(close, {"reason": "Envelope spent"}).status_code == 302
    assert desk.post(close, {"reason": "Again"}).status_code == 409
    assert desk.post(reopen, {"closes_at": "2020-01-01T12:00"}).status_code == 422
    assert desk.post(reopen, {"closes_at": "0001-01-01T00:00"}).status_code == 422
    assert Call.objects.get().state == CallState.CLOSED


def test_a_second_quite_different_call_is_created_and_opened_through_pages_alone(desk):
    closes = (timezone.now() + timedelta(days=90)).strftime("%Y-%m-%dT17:00")
    desk.post(
        reverse("calls:create"),
        {
            "start": "preset:digital",
            "mode": "dated",
            "title_en": "First steps in the regions",
            "title_fr": "Premiers pas en région",
            "closes_at": closes,
            "sectors": ["agrifood"],
        },
    )
    call = Call.objects.get()
    url = part(call, "criteria")
    data = {
        "seen": desk.get(url).context["seen"],
        "least": "0",
        "most": "10",
        "criterion-row": ["0", "1"],
        "criterion-0-title_en": "Need",
        "criterion-0-title_fr": "Besoin",
        "criterion-0-weight": "70",
        "criterion-0-anchor_0_en": "None",
        "criterion-0-anchor_0_fr": "Aucun",
        "criterion-0-anchor_10_en": "Pressing",
        "criterion-0-anchor_10_fr": "Pressant",
        "criterion-1-title_en": "Reach",
        "criterion-1-title_fr": "Portée",
        "criterion-1-weight": "30",
        "criterion-1-anchor_0_en": "None",
        "criterion-1-anchor_0_fr": "Aucune",
        "criterion-1-anchor_10_en": "Wide",
        "criterion-1-anchor_10_fr": "Large",
    }
    assert desk.post(url, data).status_code == 302
    terms = sent(desk, part(call, "terms")) | {"rate_most": "75", "grant_most": "150 000"}
    assert desk.post(part(call, "terms"), terms).status_code == 302
    rule = part(call, "rules/+") + "?kind=first_time_adopter"
    assert desk.post(rule, {"clause_en": "x", "clause_fr": "x", "stage": "eoi"}).status_code == 302
    desk.post(
        reverse("calls:add_round", args=[call.slug]),
        {
            "title_en": "R",
            "title_fr": "R",
            "cutoff_at": closes,
            "meets_on": "2099-01-01",
            "envelope": "2 000 000,00",
        },
    )
    assert desk.post(reverse("calls:open", args=[call.slug])).status_code == 302

    definition = queries.definition_of(call)
    assert [s.value for s in definition.stages] == ["eoi", "full"]
    assert [(c.key, c.weight, c.least, c.most) for c in definition.criteria] == [
        ("need", 70, 0, 10),
        ("reach", 30, 0, 10),
    ]
    assert str(definition.terms.rate_most) == "0.75"
    assert "first_time_adopter" in [r.key for r in definition.rules]
    assert queries.open_calls(timezone.now()).get() == call
    public = desk.get(reverse("calls:call", args=[call.slug])).text
    assert "$2,000,000" in public
    assert "75%" in public


def test_an_edit_after_opening_is_published_with_a_note_and_told_in_words(desk, call, officer):
    open_call(call=call, by=officer, at=timezone.now())
    terms = sent(desk, part(call, "terms")) | {"rate_most": "50"}
    desk.post(part(call, "terms"), terms)

    changes = desk.get(reverse("calls:changes", args=[call.slug, 2]))
    assert [(c.kind, c.before[0], c.after[0]) for c in changes.context["differences"]] == [
        ("changed", "40%", "50%")
    ]
    assert desk.post(reverse("calls:publish", args=[call.slug]), {"note": ""}).status_code == 422
    done = desk.post(reverse("calls:publish", args=[call.slug]), {"note": "More is paid."})
    assert done.status_code == 302
    assert queries.current_version(call).number == 2


def _many(count):
    for _number in range(count):
        version = CallVersionFactory()
        RoundFactory(call=version.call)


@pytest.mark.parametrize("name", ["calls", "manage_list"])
def test_lists_ask_the_database_as_often_for_3_calls_as_for_1(
    desk, name, django_assert_max_num_queries, django_assert_num_queries
):
    _many(1)
    with django_assert_max_num_queries(10) as first:
        desk.get(reverse(f"calls:{name}"))
    _many(2)
    with django_assert_num_queries(len(first.captured_queries)):
        desk.get(reverse(f"calls:{name}"))


def test_list_exports_what_it_shows(desk):
    CallFactory(title_en="=cmd()", state="draft")
    CallFactory(title_en="Other", state="closed")

    file = desk.get(reverse("calls:manage_list"), {"state": "draft", "export": "csv"})
    body = b"".join(file).decode() if file.streaming else file.text

    assert "Other" not in body
    assert not re.search(r"(^|,)\"?=cmd", body, re.MULTILINE)


def test_round_is_shown_to_everybody_with_its_cutoff(client, call, officer):
    open_call(call=call, by=officer, at=timezone.now())
    create_round(
        call=call, title_en="Spring", title_fr="Printemps", cutoff_at=call.closes_at,
        meets_on=(call.closes_at + timedelta(days=30)).date(), envelope=3_000_000,
        by=officer, at=timezone.now(),
    )  # fmt: skip

    page = client.get(reverse("calls:call", args=[call.slug])).text

    assert "Spring" in page
    assert "$3,000,000" in page


def test_a_rule_that_reads_the_terms_says_where_its_numbers_stand(desk, call):
    page = desk.get(part(call, "rules/rate")).text

    assert "Reimbursement rate" in page
    assert "funding terms of the call" in page
    assert "funding terms of the call" not in desk.get(part(call, "rules/smes")).text


def test_the_form_of_another_kind_is_added_with_its_typed_number(desk, call):
    url = part(call, "rules/+") + "?kind=partner_share_at_most"
    text = {"clause_en": "x", "clause_fr": "x", "stage": "full"}

    assert desk.post(url, text | {"share": "170"}).status_code == 422
    assert desk.post(url, text | {"share": "70"}).status_code == 302

    assert content(call)["rules"][-1]["params"] == {"share": "0.7"}
