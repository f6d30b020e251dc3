"""A reviewer answers, writes, sends and revises in French in a browser that runs no scripts."""

import pytest
from playwright.sync_api import expect

from grappe.hub.proposals import services as proposals
from grappe.hub.reviews.models import Assignment, Score
from tests.factories import NOON, ReviewerFactory, RoundFactory, UserFactory
from tests.hub.proposals.stage import pdf, ready
from tests.hub.reviews.stage import invited, sent

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TITLE = "Quais lus par la marée"


def invitation():
    """An invitation to review a proposal that another reviewer has judged already."""
    proposal = ready()
    owner = proposal.created_by
    RoundFactory(call=proposal.call)
    proposals.set_basics(
        proposal=proposal,
        values={
            "language": "fr",
            "title_fr": TITLE,
            "summary_fr": "Prévoit les postes à quai une semaine d’avance.",
        },
        by=owner,
        at=NOON,
    )
    proposals.attach(proposal=proposal, file=pdf("plan.pdf"), question="plan", by=owner, at=NOON)
    proposals.submit_proposal(proposal=proposal, by=owner, at=NOON)
    proposal.refresh_from_db()
    proposals.move_proposal(proposal=proposal, move="start_review", by=owner, at=NOON)
    proposal.refresh_from_db()
    sent(proposal, reviewer=ReviewerFactory(user=UserFactory(full_name="Inès Autre")))
    user = UserFactory(full_name="Élise Roy", roles=["reviewer"], language="fr")
    return invited(proposal, ReviewerFactory(user=user, agreed_at=None))


def criterion(visitor, name):
    return visitor.page.get_by_role("group", name=name)


def test_a_review_is_given_in_french_without_javascript(visit):
    assignment = invitation()
    user, proposal = assignment.reviewer.user, assignment.proposal
    visitor = visit(user, language="fr", javascript=False)
    shut = [
        f"/proposals/{proposal.pk}/",
        f"/proposals/{proposal.pk}/files/{proposal.attachments.get().pk}/",
    ]
    others = f"/reviews/proposals/{proposal.pk}/"  # until one's own is sent: leads to that
    own = f"{visitor.server}/reviews/{assignment.pk}/"

    # Invited: title, abstract and partners, and nothing more.
    visitor.sees("Bonjour, Élise")
    visitor.go("/reviews/")
    visitor.press(TITLE)
    visitor.sees("Invitation à évaluer")
    visitor.sees("Prévoit les postes à quai une semaine d’avance.")
    for partner in proposal.partners.all():
        visitor.sees(str(partner.organisation))
    for kept in ("Ships wait for cranes.", "Runs the port.", "plan.pdf", "40 000", "Inès Autre"):
        visitor.misses(kept)
    assert [visitor.fetch(path).status for path in shut] == [404, 404]
    assert visitor.fetch(others).url == own

    # Accepted: the whole proposal, but not yet what the other reviewer thinks.
    visitor.page.get_by_label("J’accepte l’entente").check()
    visitor.press("Accepter l’évaluation")
    visitor.sees("Merci. La proposition complète vous est maintenant ouverte.")
    visitor.sees("Ships wait for cranes.")
    assert [visitor.fetch(path).status for path in shut] == [200, 200]
    assert visitor.fetch(others).url == own
    visitor.misses("Impact deserves 4.")
    visitor.misses("Inès Autre")

    # Incomplete: refused beside what is missing, and nothing that was written is lost.
    impact, ai = criterion(visitor, "Retombées"), criterion(visitor, "IA")
    impact.get_by_role("radio", name="5").check()
    impact.get_by_role("textbox").fill("Deux heures de moins par navire.")
    visitor.press("Envoyer l’évaluation")
    visitor.sees("Éléments manquants : 2. Le premier : «\u00a0IA\u00a0» n’a pas de note.")
    expect(ai).to_contain_text("Choisissez une note.")
    expect(ai).to_contain_text("Dites pourquoi vous donnez cette note.")
    expect(ai.get_by_role("textbox")).to_have_accessible_description(
        "Dites pourquoi vous donnez cette note."
    )
    expect(impact).not_to_contain_text("Dites pourquoi")
    expect(impact.get_by_role("textbox")).to_have_value("Deux heures de moins par navire.")
    assignment.refresh_from_db()
    assert (assignment.state, assignment.sent_at) == ("accepted", None)

    # Saved, then sent: only now the other's review opens.
    ai.get_by_role("radio", name="2").check()
    ai.get_by_role("textbox").fill("Méthode connue.")
    visitor.press("Enregistrer")
    visitor.sees("Enregistré. Personne ne le voit avant l’envoi.")
    assert visitor.fetch(others).url == own
    visitor.press("Envoyer l’évaluation")
    visitor.sees("Évaluation envoyée.")
    visitor.sees("Inès Autre")
    visitor.sees("Impact deserves 4.")
    assignment.refresh_from_db()
    assert (assignment.state, str(assignment.score)) == ("submitted", "3.800")

    # Revised, with a reason; the earlier wording is kept.
    visitor.press("Mon évaluation")
    criterion(visitor, "IA").get_by_role("radio", name="4").check()
    visitor.page.get_by_label("Pourquoi changez-vous votre évaluation?").fill("J’avais mal lu.")
    visitor.press("Envoyer la révision")
    visitor.sees("Révisée. La version antérieure est conservée.")
    assignment.refresh_from_db()
    assert str(assignment.score) == "4.600"
    kept = [(one.content["score"], one.reason) for one in assignment.revisions.order_by("number")]
    assert kept == [("3.800", ""), ("4.600", "J’avais mal lu.")]
    assert Score.objects.get(assignment=assignment, criterion="ai").value == 4
    assert Assignment.objects.exclude(pk=assignment.pk).get().sent_at == NOON


def test_the_same_pages_have_no_barrier_on_a_telephone(visit):
    assignment = invitation()
    visitor = visit(assignment.reviewer.user, language="fr", width=390)

    for press in (None, "Accepter l’évaluation", "Envoyer l’évaluation"):
        if press == "Accepter l’évaluation":
            visitor.page.get_by_label("J’accepte l’entente").check()
        if press:
            visitor.press(press)
        else:
            visitor.go("/reviews/")
            visitor.go(f"/reviews/{assignment.pk}/")
        visitor.seen.clear()  # the address stays while the page changes
        visitor.check()
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
