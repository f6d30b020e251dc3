"""Programs are told what their owner may see, signed, until they answer."""

import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from grappe.hub.audit.services import record
from grappe.hub.notices.errors import BadAddress, TooManyWebhooks
from grappe.hub.notices.models import Webhook, WebhookCall
from grappe.hub.notices.services import add_webhook, call_due, end_webhook, fan_out
from grappe.hub.notices.services.hooks import MOST, WAITS, signature
from grappe.hub.notices.services.reaching import CallFailed, check_address, post
from tests.factories import NOON, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "http://127.0.0.1:9/hook"


@pytest.fixture
def server():
    """A program that listens: its address, what it got, and the status it answers."""
    got = []

    class Handler(BaseHTTPRequestHandler):
        status = 204

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((dict(self.headers), body))
            self.send_response(Handler.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}/hook", got, Handler
    listening.shutdown()
    listening.server_close()
    thread.join()


def happened(organisation, verb="organisation.changed", at=NOON):
    return record(verb, organisation, by=None, at=at, to_state="x", secret_text="not told")


@pytest.fixture
def hook(seen):
    fan_out(at=NOON)  # the first start tells nothing of the past
    return add_webhook(owner=UserFactory(), url=URL, verbs=[], at=NOON)


def test_a_program_is_told_what_happened_signed_and_only_once(seen, hook, server):
    url, got, _handler = server
    Webhook.objects.update(url=url)
    organisation = OrganisationFactory()
    seen.add((hook.owner_id, str(organisation.pk)))
    event = happened(organisation)

    assert (fan_out(at=NOON), fan_out(at=NOON)) == (1, 0)
    assert (call_due(at=NOON), call_due(at=NOON + timedelta(days=9))) == (1, 0)

    ((headers, body),) = got
    assert json.loads(body) == {
        "event": event.sequence,
        "verb": "organisation.changed",
        "at": "2026-11-23T12:00:00+00:00",
        "object": {"kind": "people.organisation", "id": str(organisation.pk)},
        "from": "",
        "to": "x",
    }
    moment = int(NOON.timestamp())
    assert headers["X-Grappe-Signature"] == f"t={moment},v1={signature(hook.secret, moment, body)}"
    assert headers["X-Grappe-Event"] == f"{hook.pk}-{event.sequence}"


def test_nothing_is_told_of_what_the_owner_may_not_see_or_did_not_ask_for(seen, hook):
    hidden, shown = OrganisationFactory(), OrganisationFactory()
    seen.add((hook.owner_id, str(shown.pk)))
    Webhook.objects.update(verbs=["organisation.merged"])
    happened(hidden, "organisation.merged")
    happened(shown, "organisation.changed")
    happened(shown, "organisation.merged", at=NOON - timedelta(days=1))
    record("user.changed", UserFactory(), by=None, at=NOON)

    assert fan_out(at=NOON) == 0


def test_a_call_is_not_made_when_the_owner_has_lost_sight_of_it_meanwhile(seen, hook):
    organisation = OrganisationFactory()
    seen.add((hook.owner_id, str(organisation.pk)))
    happened(organisation)
    fan_out(at=NOON)
    seen.clear()

    assert call_due(at=NOON, send=lambda *args: 200) == 0
    assert WebhookCall.objects.get().state == "skipped"


def test_a_program_that_does_not_answer_is_called_again_later_then_given_up(seen, hook):
    organisation = OrganisationFactory()
    seen.add((hook.owner_id, str(organisation.pk)))
    happened(organisation)
    fan_out(at=NOON)
    at, answers = NOON, iter([500, 302, 404] + [CallFailed("ConnectError")] * 9)

    def answer(*args):
        said = next(answers)
        if isinstance(said, Exception):
            raise said
        return said

    for wait in WAITS:
        assert call_due(at=at, send=answer) == 0
        call = WebhookCall.objects.get()
        assert (call.state, call.next_attempt_at) == ("queued", at + wait)
        at += wait
    call_due(at=at, send=answer)

    call = WebhookCall.objects.get()
    assert (call.state, call.attempts, call.error) == ("failed", len(WAITS) + 1, "ConnectError")


def test_an_ended_webhook_is_told_nothing_more(seen, hook):
    organisation = OrganisationFactory()
    seen.add((hook.owner_id, str(organisation.pk)))
    happened(organisation)
    fan_out(at=NOON)

    end_webhook(webhook=hook, by=hook.owner, at=NOON)
    happened(organisation)

    assert fan_out(at=NOON) == 0
    assert call_due(at=NOON, send=lambda *args: 200) == 0


def test_a_person_has_a_most_of_webhooks():
    owner = UserFactory()
    for number in range(MOST):
        add_webhook(owner=owner, url=f"{URL}/{number}", verbs=[], at=NOON)

    with pytest.raises(TooManyWebhooks):
        add_webhook(owner=owner, url=URL, verbs=[], at=NOON)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://intranet/",
        "https://db.internal/",
        "https://user:secret@example.org/",
        "ftp://example.org/",
        "https://[broken/",
        "",
    ],
)
def test_in_production_an_address_inside_is_refused(settings, url):
    settings.PRODUCTION = True

    with pytest.raises(BadAddress):
        check_address(url)


def test_in_production_a_name_that_leads_inside_is_not_called(settings, monkeypatch):
    settings.PRODUCTION = True
    monkeypatch.setattr(
        "socket.getaddrinfo",
        lambda *args, **kwargs: [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.5", 443))],
    )

    with pytest.raises(CallFailed, match="PrivateAddress"):
        post("https://rebind.example.org/", b"{}", {})


def test_redirects_are_not_followed(server):
    url, got, handler = server
    handler.status = 302

    assert post(url, b"{}", {}) == 302
    assert len(got) == 1


def test_pages_show_the_secret_once_and_only_the_owner_s_webhooks(client, server):
    owner, stranger = UserFactory(), UserFactory()
    client.force_login(owner)

    made = client.post("/webhooks/", {"url": URL})
    hook = Webhook.objects.get()

    assert made.status_code == 201
    assert hook.secret in made.content.decode()
    assert hook.secret not in client.get("/webhooks/").content.decode()
    assert hook.secret not in client.get(f"/webhooks/{hook.pk}/").content.decode()
    client.force_login(stranger)
    assert client.get(f"/webhooks/{hook.pk}/").status_code == 404
    assert client.post(f"/webhooks/{hook.pk}/end/").status_code == 404
