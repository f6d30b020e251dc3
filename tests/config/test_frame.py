"""The frame of every page: policy, navigation, languages, errors, statements."""

import re

import pytest
from django.contrib import messages
from django.test import Client, RequestFactory
from django.urls import reverse

from grappe.config.navigation import GROUPS, navigation, nearest
from grappe.config.views import back_to
from grappe.kit.access import ClusterRole
from grappe.kit.htmx import page
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PUBLIC = ["/", "/accessibility/", "/privacy/", "/licence/", "/styleguide/", "/accounts/login/"]


def routes_for(user):
    request = RequestFactory().get("/")
    request.user = user
    urls = {place.url for _title, places in navigation(request) for place in places}
    return {e.route for _title, group in GROUPS for e in group if reverse(e.route) in urls}


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_comes_with_the_strict_policy(client, path):
    response = client.get(path)
    policy = response.headers["Content-Security-Policy"]
    assert response.status_code == 200
    assert "unsafe" not in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_has_one_heading_a_title_and_a_way_past_the_menu(client, path):
    html = client.get(path).content.decode()
    assert html.count("<h1") == 1
    assert re.search(r"<title>\s*\S.*· Grappe</title>", html, re.DOTALL)
    assert html.index('href="#main"') < html.index("<nav")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_page_in_french_says_so_and_leaves_no_known_english(client, path):
    client.cookies["grappe_language"] = "fr"
    html = client.get(path).content.decode()
    assert '<html lang="fr">' in html
    assert "Aller au contenu" in html
    for english in ("Skip to the content", "Accessibility", "Sign in", "Menu principal en"):
        assert english not in html


def test_every_place_of_the_navigation_has_an_address():
    for _title, entries in GROUPS:
        for entry in entries:
            assert reverse(entry.route)


def test_a_visitor_is_offered_only_what_is_public(client):
    from django.contrib.auth.models import AnonymousUser

    assert routes_for(AnonymousUser()) == {"calls:calls", "projects:projects"}


@pytest.mark.parametrize(
    ("role", "offered", "withheld"),
    [
        ("officer", {"people:people", "calls:manage_list"}, {"reviews:mine", "audit:events"}),
        ("reviewer", {"reviews:mine"}, {"audit:events", "people:people", "decisions:meetings"}),
        ("committee", {"decisions:meetings"}, {"audit:events", "people:people"}),
        ("auditor", {"audit:events", "people:people"}, {"reviews:mine", "notices:templates"}),
        ("finance", {"decisions:meetings"}, {"calls:manage_list", "people:questions"}),
    ],
)
def test_the_navigation_follows_the_role(role, offered, withheld):
    routes = routes_for(UserFactory(roles=[role]))
    assert offered <= routes
    assert not withheld & routes


@pytest.mark.parametrize("role", [None, *ClusterRole])
def test_every_place_that_the_navigation_offers_opens(client, role):
    user = UserFactory(roles=[role] if role else [])
    client.force_login(user)

    assert {r: client.get(reverse(r)).status_code for r in routes_for(user)} == dict.fromkeys(
        routes_for(user), 200
    )


@pytest.mark.parametrize("role", [None, *ClusterRole.values])
def test_every_place_that_is_offered_opens(client, role):
    user = UserFactory(roles=[role] if role else [])
    client.force_login(user)
    for route in routes_for(user):
        assert client.get(reverse(route)).status_code == 200, route


def test_the_open_page_is_marked_in_the_navigation(client):
    client.force_login(UserFactory())
    html = client.get("/").content.decode()
    marked = re.findall(r'href="([^"]+)" aria-current="page"', html)
    assert marked == ["/"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/reviews/7/", "/reviews/"),
        ("/reviews/rounds/2/", "/reviews/rounds/"),
        ("/privacy/", ""),
    ],
)
def test_one_place_is_marked_the_nearest_above_the_page(path, place):
    assert nearest(path, ["/", "/reviews/", "/reviews/rounds/"]) == place


def test_the_language_switch_keeps_the_page_and_its_query(client):
    html = client.get("/accessibility/?from=mail").content.decode()
    assert '<input type="hidden" name="next" value="/accessibility/?from=mail">' in html
    after = client.post("/language/", {"language": "fr", "next": "/accessibility/?from=mail"})
    assert after["Location"] == "/accessibility/?from=mail"
    assert '<html lang="fr">' in client.get(after["Location"]).content.decode()


def test_the_language_switch_leads_to_no_other_site(client):
    after = client.post("/language/", {"language": "fr", "next": "https://evil.example/"})
    assert "evil" not in after["Location"]


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/calls/?q=a", "/calls/?q=a"),
        ("https://evil.example/x", "/"),
        ("", "/"),
    ],
)
def test_the_way_back_is_ours_or_home(referer, back):
    assert back_to(RequestFactory().post("/x/", headers={"referer": referer})) == back


def test_a_missing_page_is_a_page_with_a_way_on(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here for you" in response.content.decode()


def test_to_htmx_a_missing_page_is_one_sentence(client):
    response = client.get("/nowhere/", headers={"hx-request": "true"})
    assert response.status_code == 404
    assert response.content.decode().strip().startswith('<p role="alert">')


def test_an_old_form_is_refused_with_what_to_do():
    response = Client(enforce_csrf_checks=True).post("/language/", {"language": "fr"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()


def test_the_page_for_our_own_failure_needs_neither_database_nor_session(rf):
    from django.views.defaults import server_error

    html = server_error(rf.get("/")).content.decode()
    assert "Something went wrong on our side" in html
    assert "Une erreur s’est produite" in html


def test_a_part_of_a_page_brings_the_messages_along(rf, client):
    request = client.get("/").wsgi_request
    request.htmx = type(
        "Htmx", (), {"boosted": False, "history_restore_request": False, "__bool__": lambda s: True}
    )()
    messages.success(request, "Saved <now>.")
    html = page(request, "kit/problem.html", {"problem": None}, partial="problem").content.decode()
    assert 'id="problem"' in html
    assert 'hx-swap-oob="beforeend"' in html
    assert "Saved &lt;now&gt;." in html
    assert "<html" not in html


def test_messages_become_toasts_of_their_tone(client):
    client.force_login(UserFactory())
    request = client.get("/").wsgi_request
    messages.error(request, "Wrong.")
    request.session.save()
    html = page(request, "kit/problem.html", {"problem": None}).content.decode()
    assert 'class="toast tone-bad"' in html


def test_the_style_page_is_only_for_the_demo(client, settings):
    settings.DEMO = False
    assert client.get("/styleguide/").status_code == 404


def test_the_badge_of_the_demo_is_only_in_the_demo(client, settings):
    assert "bar-demo" in client.get("/privacy/").content.decode()
    settings.DEMO = False
    assert "bar-demo" not in client.get("/privacy/").content.decode()


def test_an_address_nobody_reads_is_not_given_as_a_contact(client, settings):
    settings.DEFAULT_FROM_EMAIL = "Grappe <no-reply@cluster.example>"
    assert "no-reply" not in client.get("/accessibility/").content.decode()
    settings.DEFAULT_FROM_EMAIL = "Grappe <aide@cluster.example>"
    assert "aide@cluster.example" in client.get("/accessibility/").content.decode()


def test_the_icon_asked_for_blindly_is_ours(client):
    assert client.get("/favicon.ico")["Location"].endswith("favicon.svg")


def test_the_unread_count_stands_in_the_menu_of_its_person_only(
    client, django_assert_max_num_queries
):
    client.force_login(UserFactory())
    assert 'class="count"' not in client.get("/").content.decode()
