"""A round is decided: drafted by an officer, voted twice by two bodies, told to all at one moment."""

from contextlib import redirect_stderr, redirect_stdout
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from pypdf import PdfReader

from grappe.cli import main
from grappe.hub.decisions.models import Decision, Meeting, Vote
from grappe.hub.notices.models import Notice
from grappe.hub.projects.models import Project
from tests.factories import AffiliationFactory, CallVersionFactory, RoundFactory, UserFactory
from tests.hub.decisions.stage import people, reviewed

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
NAMES = [
    ("Tides foretell berths", "Les marées annoncent les quais"),
    ("Shelves that fill themselves", "Des tablettes qui se remplissent"),
    ("Trains told apart by ear", "Des trains reconnus à l’oreille"),
]


@pytest.fixture
def hall():
    """A round of 300,000 CAD before its meeting: three reviewed proposals that ask for 400,000."""
    version = CallVersionFactory()
    round_ = RoundFactory(call=version.call, envelope=Decimal(300_000))
    asked = [(200_000, "4.5"), (150_000, "4.0"), (50_000, "2.5")]
    found = [reviewed(round_, version, amount, score) for amount, score in asked]
    for proposal, (english, french) in zip(found, NAMES, strict=True):
        proposal.title_en, proposal.title_fr, proposal.language = english, french, "fr"
        proposal.save(update_fields=["title_en", "title_fr", "language"])
    return round_, found


def applicant(proposal, name):
    user = UserFactory(full_name=name, language="fr")
    AffiliationFactory(user=user, organisation=proposal.lead)
    return user


def item_of(visitor, reference):
    """The card of one item on a page of votes."""
    return visitor.page.get_by_role("region", name=reference)


def in_dialog(visitor, name):
    """Press a button that asks first, and say yes."""
    visitor.press(name)
    visitor.page.get_by_role("dialog").get_by_role("button", name=name).click()
    visitor.check()


def draft(visitor, proposal, outcome, amount=None, **texts):
    """Set one line of the draft, from the list."""
    visitor.press(proposal.title_en)
    visitor.page.get_by_label("Proposed").select_option(label=outcome)
    if amount is not None:
        visitor.page.get_by_label("Amount (CAD)").fill(amount)
    for label, text in texts.items():
        visitor.page.get_by_label(label.replace("_", " (") + ")").fill(text)
    visitor.press("Keep the draft")


def vote(visitor, page, ballots):
    """Vote item by item."""
    visitor.go(page)
    for proposal, ballot in ballots:
        card = visitor.page.locator("section").filter(has_text=proposal.reference)
        card.get_by_role("radio", name=ballot, exact=True).check()
    visitor.press("Keep my votes")


def what_the_applicant_sees(visitor, proposal):
    """The state of a proposal on its page, in the list, and through the API."""
    page, listed, api = (
        visitor.fetch(path)
        for path in (f"/proposals/{proposal.pk}/", "/proposals/", f"/api/proposals/{proposal.pk}")
    )
    visitor.go(f"/proposals/{proposal.pk}/")
    shown = visitor.page.get_by_role("main").inner_text()
    visitor.go("/proposals/")
    return shown, visitor.page.get_by_role("main").inner_text(), page.status, listed.status, api


def text_of(pdf):
    return " ".join(" ".join(p.extract_text() for p in PdfReader(BytesIO(pdf)).pages).split())


def test_a_committee_decides_and_the_board_ratifies(visit, hall):
    round_, (tides, shelves, trains) = hall
    base = f"/meetings/{round_.pk}/"
    officer, director = UserFactory(roles=["officer"]), UserFactory(roles=["director"])
    ada, bob, cleo, dora = people("committee", 4)
    AffiliationFactory(user=dora, organisation=shelves.lead)
    board = people("board", 3)
    winner, loser = applicant(tides, "Ève Gagnon"), applicant(trains, "Luc Perreault")
    waiting = {user: visit(user, language="fr") for user in (winner, loser)}
    before = {
        user: what_the_applicant_sees(waiting[user], proposal)[:2]
        for user, proposal in ((winner, tides), (loser, trains))
    }

    # The officer prepares the meeting; the envelope holds.
    desk = visit(officer)
    desk.go("/meetings/")
    desk.press("Prepare the meeting")
    meeting = Meeting.objects.get(round=round_)
    order = desk.page.get_by_role("table").first.get_by_role("rowheader").all_inner_texts()
    assert [row.split("\n")[0] for row in order] == [english for english, _french in NAMES]
    draft(desk, tides, "fund", "200,000.00")
    draft(desk, shelves, "fund", "150,000.00")
    desk.sees(
        f"With $150,000 for {shelves.reference} the selection costs $350,000, "
        "but the envelope is $300,000. At most $100,000 is left for it"
    )
    assert meeting.items.get(proposal=shelves).amount == 0
    desk.go(base)
    draft(desk, shelves, "fund", "100,000.00")
    feedback = {
        "Feedback_English": "Say who will use it.",
        "Feedback_French": "Dites qui s’en servira.",
    }
    draft(desk, trains, "decline", **feedback)
    desk.sees("$300,000")
    funded = dict(meeting.items.values_list("proposal__title_en", "amount"))
    assert funded == dict(
        zip([n for n, _f in NAMES], [Decimal(200_000), Decimal(100_000), Decimal(0)], strict=True)
    )
    assert desk.post(f"{base}vote/open").status == 403  # a director opens it

    # The director opens the vote; the committee votes.
    chair = visit(director)
    chair.go(base)
    in_dialog(chair, "Open the vote")
    chair.sees("The vote is open, and the members are told.")
    votes = [(tides, "For"), (shelves, "For"), (trains, "For")]
    vote(visit(ada), f"{base}vote/", votes)
    phone = visit(bob, width=390)
    vote(phone, f"{base}vote/", [*votes[:2], (trains, "Against")])
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    chair.go(f"{base}vote/")
    chair.press("Close the vote")
    chair.sees("Without quorum (3 members without recusal) stay undecided")
    meeting.refresh_from_db()
    assert (meeting.state, Decision.objects.count()) == ("voting", 0)

    # One member is in conflict with one item and meets nothing of it.
    tied = visit(dora)
    for path in (base, f"{base}vote/"):
        tied.go(path)
        tied.sees(tides.title_en)
        for hidden in (shelves.title_en, shelves.reference, str(shelves.lead)):
            tied.misses(hidden)
    tied.misses("$100,000")
    tied.go(f"{base}items/{shelves.reference}/", status=404)
    vote(tied, f"{base}vote/", [(tides, "For"), (trains, "Abstain")])
    assert not Vote.objects.filter(seat__member=dora, seat__item__proposal=shelves).exists()
    vote(visit(cleo), f"{base}vote/", votes)
    chair.go(f"{base}vote/")
    chair.press("Close the vote")
    chair.sees("The committee has decided. The board is told.")
    meeting.refresh_from_db()
    assert meeting.state == "decided"
    assert set(Decision.objects.values_list("state", flat=True)) == {"taken"}
    tied.go(f"{base}minutes/")
    tied.misses(shelves.reference)
    assert shelves.reference not in tied.fetch(f"{base}minutes.csv").text()

    # The board ratifies, as a second act, all at once.
    chair.go(f"{base}board/")
    chair.press("Open the board’s vote")
    chair.sees("The board’s vote is open, and its members are told.")
    for member in board:
        seat = visit(member)
        seat.go("/meetings/")
        seat.press("Vote")
        seat.page.get_by_role("button", name="For", exact=True).click()
        seat.check()
    chair.go(f"{base}board/")
    chair.press("Close the vote")
    meeting.refresh_from_db()
    assert meeting.state == "ratified"
    assert set(Decision.objects.values_list("state", "board_for")) == {("ratified", 3)}

    # Letters are prepared; until they are released together, no applicant can tell.
    desk.go(f"{base}letters/")
    desk.press("Prepare the letters")
    desk.sees("The letters are prepared. Read them, then release them.")
    stranger = visit(None)
    stranger.go("/projects/")
    stranger.misses(tides.title_en)
    for user, proposal in ((winner, tides), (loser, trains)):
        now = what_the_applicant_sees(waiting[user], proposal)
        assert now[:2] == before[user]
        waiting[user].go(f"/proposals/{proposal.reference}/decision/", status=404)
        decision = Decision.objects.get(proposal=proposal)
        letter = f"/proposals/{proposal.reference}/decision/{decision.pk}/letter.pdf"
        assert waiting[user].fetch(letter).status == 404
        headers = token_of(waiting[user])
        told = waiting[user].fetch(f"/api/proposals/{proposal.pk}", headers=headers).json()
        assert told["state"] not in ("selected", "declined", "ratified")
        assert waiting[user].fetch("/api/decisions", headers=headers).json()["items"] == []
    assert not Notice.objects.filter(recipient__in=[winner, loser]).exists()

    # To release them is the director's act, not the officer's.
    chair.go(f"{base}letters/")
    in_dialog(chair, "Release all letters")
    chair.sees("The letters are released, and the applicants are told.")

    # The winner reads the letter in French; the other reads why not.
    happy = waiting[winner]
    happy.go("/inbox/")
    happy.press(Notice.objects.get(recipient=winner).subject)
    happy.go(f"/proposals/{tides.reference}/decision/")
    happy.sees("Les marées annoncent les quais")
    letter = text_of(happy.fetch(happy.link("La lettre (PDF)")).body())
    for part in ("Les marées annoncent les quais", tides.reference, "200 000", "Au consortium"):
        assert part in letter, letter
    sad = waiting[loser]
    sad.go(f"/proposals/{trains.reference}/decision/")
    sad.sees("Dites qui s’en servira.")
    sad.misses("Say who will use it.")
    sad.go(f"/proposals/{tides.reference}/decision/", status=404)

    # What is funded stands in the public directory; what is not, does not.
    stranger.go("/projects/")
    stranger.sees(tides.title_en)
    stranger.sees(shelves.title_en)
    stranger.misses(trains.title_en)
    stranger.press(tides.title_en)
    stranger.sees("$200,000")
    assert Project.objects.get(proposal=tides).contribution == 200_000
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        assert main(["audit", "verify"]) == 0, said.getvalue()


def token_of(visitor):
    visitor.go("/account/tokens/")
    visitor.page.get_by_label("Nom").fill("Mon tableur")
    visitor.press("Créer le jeton")
    secret = visitor.page.get_by_role("main").locator("code").inner_text()
    return {"Authorization": f"Bearer {secret}"}
