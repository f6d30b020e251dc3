"""What templates say, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation

from grappe.kit.errors import Refused
from grappe.kit.templatetags import kit

NIGHT = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)  # still the 23rd in Montréal


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "Nov\xa023,\xa02026"), ("fr", "23\xa0nov.\xa02026")],
)
def test_a_day_is_written_as_the_reader_does(language, written):
    with translation.override(language):
        assert kit.day(date(2026, 11, 23)) == written


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "Nov\xa023,\xa02026,\xa09:30\xa0p.m.\xa0EST"),
        ("fr", "23\xa0nov.\xa02026,\xa021\xa0h\xa030\xa0HNE"),
    ],
)
def test_a_moment_is_written_on_the_clusters_clock_with_its_zone(language, written):
    with translation.override(language):
        said = kit.moment(NIGHT).replace("\u202f", "\xa0")
    assert said == written


def test_a_moment_in_summer_says_daylight_time():
    assert "EDT" in kit.moment(datetime(2026, 7, 1, 12, tzinfo=UTC))


def test_the_day_of_a_moment_is_the_clusters_day_not_greenwichs():
    assert kit.day(NIGHT) == kit.day(date(2026, 11, 23))


@pytest.mark.parametrize("write", [kit.day, kit.moment, kit.number, kit.percent, kit.money])
def test_nothing_is_written_as_a_dash(write):
    assert write(None) == "—"


def test_zero_is_not_nothing():
    assert (kit.number(0), kit.percent(0)) == ("0", "0%")


@pytest.mark.parametrize(
    ("language", "count", "share"),
    [("en", "1,234.50", "12.5%"), ("fr", "1\xa0234,50", "12,5\xa0%")],
)
def test_numbers_and_shares_are_written_as_the_reader_does(language, count, share):
    with translation.override(language):
        assert (kit.number(Decimal("1234.5"), 2), kit.percent(Decimal("0.125"), 1)) == (
            count,
            share,
        )


def test_an_icon_is_decoration_unless_it_has_a_label():
    assert 'aria-hidden="true"' in kit.icon("check")
    assert 'role="img" aria-label="Done &lt;b&gt;"' in kit.icon("check", "Done <b>")


def test_an_icon_that_we_do_not_ship_stops_the_page():
    with pytest.raises(TemplateSyntaxError, match="no icon 'unicorn'"):
        kit.icon("unicorn")


@pytest.mark.parametrize(
    ("state", "tone"),
    [
        ("ratified", "ok"),
        ("in_review", "info"),
        ("overdue", "warn"),
        ("declined", "bad"),
        ("draft", "quiet"),
        ("closed", "quiet"),
    ],
)
def test_the_tone_of_a_pill_follows_the_state(state, tone):
    assert f'class="pill tone-{tone}"' in kit.pill(state, "word")


def test_no_state_has_two_tones():
    words = [word for tone in kit.TONES.values() for word in tone]
    assert len(words) == len(set(words))


def test_a_pill_escapes_its_word():
    assert "&lt;script&gt;" in kit.pill("draft", "<script>")


def test_state_writes_the_state_in_the_readers_words():
    proposal = SimpleNamespace(state="draft", get_state_display=lambda: "ébauche")
    assert "ébauche" in render("{% state proposal %}", proposal=proposal)


def test_a_problem_is_announced_with_its_code():
    html = render("{% problem problem %}", problem=Refused(action="proposal.submit"))
    assert 'role="alert"' in html
    assert "kit.forbidden" in html


def test_no_problem_leaves_only_its_place_for_htmx():
    assert render("{% problem problem %}", problem=None).strip() == (
        '<div id="problem" class="problem-place"></div>'
    )


def test_an_empty_state_offers_its_way_out_only_when_there_is_one():
    assert "<a" in render('{% empty "Nothing" url="/calls/" label="Calls" %}')
    assert "<a" not in render('{% empty "Nothing" "because" %}')


def test_progress_says_its_share_in_words_and_survives_french_numbers():
    with translation.override("fr"):
        html = render('{% progress 2.5 10 "Reviews" note="2,5 / 10" %}')
    assert 'value="2.5" max="10" aria-label="Reviews"' in html
    assert "2,5 / 10" in html


def test_a_page_header_has_one_heading_a_way_back_and_actions():
    html = render(
        '{% page_header title subtitle="sub" back="/list/" back_label="List" %}<a>act</a>{% endpage_header %}',
        title="A <title>",
    )
    assert html.count("<h1>") == 1
    assert "A &lt;title&gt;" in html
    assert 'href="/list/"' in html
    assert "<a>act</a>" in html


def test_a_page_header_without_actions_has_no_place_for_them():
    assert "page-head-actions" not in render('{% page_header "T" %} {% endpage_header %}')


def test_a_dialog_is_named_by_its_title_and_holds_its_content():
    html = render('{% dialog "ask" "Sure?" button="Ask" %}<p>text</p>{% enddialog %}')
    assert 'data-dialog="ask"' in html
    assert 'aria-labelledby="ask-title"' in html
    assert "<p>text</p>" in html


def test_a_confirming_dialog_posts_with_a_token():
    request = RequestFactory().get("/")
    html = Template(
        '{% include "kit/dialog.html" with id="w" title="Withdraw?" button="Withdraw" action="/w/" %}'
    ).render(Context({"csrf_token": "abc", "request": request}))
    assert 'method="post" action="/w/"' in html
    assert 'name="csrfmiddlewaretoken" value="abc"' in html


def test_tabs_mark_the_open_page_for_screen_readers():
    tabs = [{"label": "One", "url": "/one/"}, {"label": "Two", "url": "/two/", "count": 0}]
    html = render(
        '{% include "kit/tabs.html" with tabs=tabs %}',
        tabs=tabs,
        request=RequestFactory().get("/two/"),
    )
    assert html.count('aria-current="page"') == 1
    assert html.index('aria-current="page"') > html.index("/two/")
    assert '<span class="count">0</span>' in html


def test_a_timeline_says_what_who_and_when_and_escapes_notes():
    events = [SimpleNamespace(at=NIGHT, actor_name="A", label="submitted", note="<b>")]
    html = render('{% include "kit/timeline.html" with events=events %}', events=events)
    assert "Submitted" in html
    assert "&lt;b&gt;" in html
    assert "Nov\xa023" in html


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Maude Tremblay", "MT"), ("Cher", "C"), ("Jean-Marc de la Tour", "JT"), ("", "?")],
)
def test_initials(name, letters):
    assert kit.initials(name) == letters
