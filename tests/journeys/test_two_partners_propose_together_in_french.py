"""An adopter and an AI provider write one proposal in French, each its own part, and hand it in."""

import hashlib
import re
from decimal import Decimal
from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from grappe.hub.notices.models import Notice
from grappe.hub.proposals.models import Answer, Proposal, Snapshot
from tests.journeys.applicants import answer_the_rest, firm, opened, plan_the_rest

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PROBLEM = "Quel problème de la chaîne d’approvisionnement"
NBSP = "\xa0"


def section(visitor, name):
    """Go to a section by the navigation of the proposal."""
    nav = visitor.page.get_by_role("navigation", name="Sections de la proposition")
    nav.get_by_role("link", name=re.compile(rf"^\s*{name} ")).click()
    expect(visitor.page.get_by_role("heading", level=2).first).to_be_visible()
    visitor.check()


def card(visitor, name):
    """The card of one organisation."""
    return visitor.page.locator("section.card").filter(
        has=visitor.page.get_by_role("heading", level=2, name=name)
    )


def saved_note(visitor, label):
    """Wait until what was typed under this label is said to be saved."""
    field = visitor.page.locator(".field").filter(has=visitor.page.get_by_label(label))
    expect(field.get_by_text("Enregistré à")).to_be_visible()


def start(visitor, call):
    visitor.go(f"/calls/{call.slug}/")
    visitor.press("Proposer un projet")
    page = visitor.page
    page.get_by_label("Titre de travail").fill("Des quais sans attente")
    page.get_by_label("Adoption").check()
    visitor.press("Commencer le brouillon")
    visitor.sees("Le projet en bref")
    visitor.check()
    return Proposal.objects.get(title_fr="Des quais sans attente")


def fill_basics(visitor):
    page = visitor.page
    page.get_by_label("Résumé public (français)").fill(
        "Prévoir l’arrivée des camions, et ranger les quais une semaine d’avance."
    )
    page.get_by_label("Secteur").select_option(label="Transport et logistique")
    page.get_by_label("Planification et prévision").check()
    page.get_by_label("Début").fill("2027-04-01")
    page.get_by_label("Fin", exact=False).last.fill("2027-12-31")
    page.get_by_label("Taux de remboursement demandé").fill("37,5")
    visitor.press("Enregistrer et continuer")


def paste(visitor, cell, text):
    """Paste a block as a spreadsheet puts it on the clipboard."""
    page = visitor.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    cell.click()
    page.keyboard.press("Control+V")


def test_two_partners_propose_together_in_french(visit):
    call, officer = opened()
    port, camille = firm("Port de Sept-Îles", "Camille Lavoie", language="fr")
    lab, amin = firm(
        "Boréale Prévision inc.",
        "Amin Haddad",
        kind="ai_provider",
        employees=40,
        language="fr",
    )

    # The adopter starts, and says what the project is.
    lead = visit(camille, language="fr")
    proposal = start(lead, call)
    fill_basics(lead)
    proposal.refresh_from_db()
    assert (proposal.language, proposal.lead, proposal.state) == ("fr", port, "draft")
    assert (proposal.rate, proposal.functions) == (Decimal("0.375"), ["planning"])

    # What is typed saves itself; two tabs never overwrite each other.
    lead.page.get_by_label(PROBLEM).fill("Les camions attendent deux heures au quai.")
    saved_note(lead, PROBLEM)
    answer = Answer.objects.get(proposal=proposal, question="problem")
    assert (answer.value, answer.revision) == ("Les camions attendent deux heures au quai.", 1)
    tab = visit(camille, language="fr")
    tab.go(f"/proposals/{proposal.pk}/answers/problem/")
    lead.page.get_by_label(PROBLEM).fill("Les camions attendent trois heures.")
    saved_note(lead, PROBLEM)
    expect(lead.page.get_by_text("Enregistré à")).to_have_count(1)
    wait_for_revision(answer, 2)
    tab.page.get_by_label(PROBLEM).fill("Personne ne sait quand un camion arrive.")
    tab.sees("Rien n’est perdu : les deux textes sont ici.")
    both = tab.page.locator(".both")
    expect(both.nth(0)).to_have_text("Personne ne sait quand un camion arrive.")
    expect(both.nth(1)).to_have_text("Les camions attendent trois heures.")
    assert Answer.objects.get(pk=answer.pk).value == "Les camions attendent trois heures."
    tab.press("Garder le mien")
    wait_for_revision(answer, 3)
    assert Answer.objects.get(pk=answer.pk).value == "Personne ne sait quand un camion arrive."
    answer_the_rest(proposal, camille)

    # The adopter describes its part and invites the provider, whose people are told.
    section(lead, "Consortium")
    card(lead, port.legal_name).get_by_label("Ce qu’elle fait dans le projet").fill(
        "Ouvre ses quais et ses données."
    )
    lead.press("Enregistrer cette partie")
    lead.page.get_by_role("searchbox", name="Organisation").fill("Boréale")
    lead.page.locator("#found").get_by_role("button", name="Inviter").click()
    lead.sees("Boréale Prévision inc. est invitée")
    part = proposal.partners.get(organisation=lab)
    assert (part.role, part.confirmed_at) == ("ai_provider", None)
    assert Notice.objects.filter(recipient=amin, key="proposal.partner_invited").count() == 1
    plan_the_rest(proposal, camille)

    # The provider fills its part: text, costs pasted from a French spreadsheet, money.
    other = visit(amin, language="fr")
    other.go("/")
    other.go(f"/proposals/{proposal.pk}/consortium/")
    mine = card(other, lab.legal_name)
    mine.get_by_label("Ce qu’elle fait dans le projet").fill(
        "Construit et exploite les prévisions."
    )
    mine.get_by_role("button", name="Enregistrer cette partie").click()
    other.sees("Enregistré.")
    section(other, "Budget")
    mine = card(other, lab.legal_name)
    assert card(other, port.legal_name).get_by_role("textbox").count() == 0
    first = mine.get_by_label("Main-d’œuvre, 2027-28 T1")
    paste(other, first, f"12 000,50\t8{NBSP}000,00 $\t10 000\n1 500,25\t\t-\n")
    other.sees("6 cellules collées. Enregistrez pour les conserver.")
    expect(mine.locator("[data-total]")).to_have_text(f"31{NBSP}500,75{NBSP}$")
    mine.get_by_role("button", name="Enregistrer ces coûts").click()
    other.sees("Les coûts de Boréale Prévision inc. sont enregistrés.")
    assert list(part.costs.order_by("category", "quarter").values_list("category", "amount")) == [
        ("labour", Decimal("12000.50")),
        ("labour", Decimal("8000.00")),
        ("labour", Decimal("10000.00")),
        ("subcontractors", Decimal("1500.25")),
    ]
    section(other, "Qui paie")
    mine = card(other, lab.legal_name)
    mine.get_by_label("Montant ($ CA)").first.fill("19 687,97")
    mine.get_by_role("button", name="Enregistrer").click()
    other.sees("Enregistré.")
    assert part.funding.get().amount == Decimal("19687.97")

    section(other, "Consortium")
    other.press("Confirmer cette partie et son budget")
    other.sees("Merci : la partie de votre organisation est confirmée.")
    part.refresh_from_db()
    assert part.confirmed_by == amin

    # The adopter's own part changes nothing of that; a change in the provider's part does.
    section(lead, "Budget")
    costs = card(lead, port.legal_name)
    costs.get_by_label("Équipement, 2027-28 T2").fill("40 000")
    expect(costs.locator("[data-total]")).to_have_text(f"40{NBSP}000{NBSP}$")
    costs.get_by_role("button", name="Enregistrer ces coûts").click()
    lead.sees("Les coûts de Port de Sept-Îles sont enregistrés.")
    section(lead, "Qui paie")
    money = card(lead, port.legal_name)
    money.get_by_label("Montant ($ CA)").first.fill("25 000")
    money.get_by_role("button", name="Enregistrer").click()
    lead.sees("Enregistré.")
    part.refresh_from_db()
    assert part.confirmed_by == amin

    section(other, "Budget")
    mine = card(other, lab.legal_name)
    mine.get_by_label("Déplacements, 2027-28 T3").fill("800")
    mine.get_by_role("button", name="Enregistrer ces coûts").click()
    other.sees("Les coûts de Boréale Prévision inc. sont enregistrés.")
    part.refresh_from_db()
    assert part.confirmed_at is None
    section(other, "Qui paie")
    mine = card(other, lab.legal_name)
    mine.get_by_label("Montant ($ CA)").first.fill("20 187,97")
    mine.get_by_role("button", name="Enregistrer").click()

    section(lead, "Relire et déposer")
    lead.sees("Boréale Prévision inc. n’a pas confirmé sa partie ni son budget.")
    expect(lead.page.get_by_role("button", name="Déposer", exact=True)).to_be_disabled()
    section(other, "Consortium")
    other.press("Confirmer cette partie et son budget")
    other.sees("Merci : la partie de votre organisation est confirmée.")

    # Handed in: frozen, and the receipt names what was frozen.
    section(lead, "Relire et déposer")
    lead.sees("Tout y est")
    lead.page.get_by_role("button", name="Déposer", exact=True).click()
    lead.sees("Déposée. La version 1 est figée.")
    lead.check()
    snapshot = Snapshot.objects.get(proposal=proposal)
    proposal.refresh_from_db()
    assert proposal.state == "submitted"
    assert proposal.round is not None
    assert hashlib.sha256(bytes(snapshot.content)).hexdigest() == snapshot.sha256
    with lead.page.expect_download() as download:
        lead.page.get_by_role("link", name="Accusé de réception").first.click()
    receipt = PdfReader(BytesIO(download.value.path().read_bytes()))
    text = "".join("".join(page.extract_text() for page in receipt.pages).split())
    assert snapshot.sha256 in text
    assert "Accuséderéception" in text
    assert {n.recipient for n in Notice.objects.filter(key="proposal.submitted")} == {camille, amin}
    lead.page.get_by_role("link", name="Version 1").click()
    lead.check()

    # The officer finds it.
    desk = visit(officer, language="fr")
    desk.go("/proposals/")
    desk.page.get_by_role("searchbox", name="Rechercher").fill("quais sans attente")
    desk.press("Appliquer")
    desk.page.get_by_role("link", name="Des quais sans attente").click()
    desk.sees("Personne ne sait quand un camion arrive.")
    desk.check()


def wait_for_revision(answer, revision):
    """Wait until an answer is saved: what the page says and what is stored come together."""
    from time import monotonic, sleep

    end = monotonic() + 8
    while Answer.objects.get(pk=answer.pk).revision < revision:
        assert monotonic() < end, "not saved"
        sleep(0.05)


def test_the_budget_grid_and_the_sections_hold_on_a_telephone(visit):
    call, _officer = opened()
    _port, camille = firm("Port de Sept-Îles", "Camille Lavoie", language="fr")
    visitor = visit(camille, language="fr", width=390)
    proposal = start(visitor, call)
    fill_basics(visitor)
    for path in ("basics", "answers/problem", "consortium", "budget", "funding", "ip", "review"):
        visitor.go(f"/proposals/{proposal.pk}/{path}/")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390, path
