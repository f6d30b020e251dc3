"""Published numbers of the five clusters, as starting points for a call. Never their rules today.

Each preset changes the default terms and rules, names where its numbers were read, and says so in
the clauses, which officers see and edit before anything opens.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from grappe.hub.calls.defaults.criteria import default_criteria
from grappe.hub.calls.defaults.making import t
from grappe.hub.calls.defaults.questions import default_sections
from grappe.hub.calls.defaults.terms import default_reminders, default_rules, default_terms
from grappe.hub.calls.definition import Definition, Rule, Text
from grappe.hub.calls.enums import RuleKind, StageKey


@dataclass(frozen=True)
class Preset:
    """One cluster's published numbers."""

    key: str
    title: Text
    summary: Text
    sources: tuple[str, ...]
    terms: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    stages: tuple[StageKey, ...] = (StageKey.FULL,)

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return where the numbers were read: host, address."""
        return [(urlsplit(url).netloc.removeprefix("www."), url) for url in self.sources]


def _rule(key: str, kind: RuleKind, en: str, fr: str, **params: Any) -> Rule:
    return Rule(key=key, kind=kind, params=params, clause=t(en, fr))


PRESETS: tuple[Preset, ...] = (
    Preset(
        key="supply_chains",
        title=t(
            "AI-powered supply chains (Scale AI)",
            "Chaînes d’approvisionnement axées sur l’IA (Scale AI)",
        ),
        summary=t(
            "Up to 40 % of eligible costs, repaid quarterly; at least two partners, one of them an SME.",
            "Jusqu’à 40 % des coûts admissibles, remboursés chaque trimestre; au moins deux partenaires, dont une PME.",
        ),
        sources=(
            "https://hellodarwin.com/blog/what-can-fund-ai-powered-supply-chains-cluster",
            "https://scaleai.ca/genai-call-for-projects-by-scale-ai",
        ),
    ),
    Preset(
        key="ngen",
        title=t("Advanced manufacturing (NGen)", "Fabrication de pointe (NGen)"),
        summary=t(
            "Up to 44.4 % (2020–2021); projects from $500,000 to $20 million; three firms, one of them an SME; no partner over 70 % of the money.",
            "Jusqu’à 44,4 % (2020-2021); projets de 500 000 $ à 20 M$; trois entreprises, dont une PME; aucun partenaire au-delà de 70 % des fonds.",
        ),
        sources=(
            "https://investnovascotia.ca/articles/canadas-advanced-manufacturing-supercluster-faq-nova-scotia",
            "https://ontariobusinessgrants.com/grants/ngen-supercluster-projects/",
            "https://www.ngen.ca/up-to-speed/smaller-supercluster-projects.-faster-approval",
        ),
        terms={
            "rate_most": Decimal("0.444"),
            "cost_least": Decimal(500_000),
            "cost_most": Decimal(20_000_000),
        },
        rules=(
            _rule(
                "partners",
                RuleKind.PARTNERS_AT_LEAST,
                "A lead and at least two other firms (2020).",
                "Un chef de file et au moins deux autres entreprises (2020).",
                count=3,
            ),
            _rule(
                "partner_share",
                RuleKind.PARTNER_SHARE_AT_MOST,
                "No partner receives more than 70 % of the cluster’s money.",
                "Aucun partenaire ne reçoit plus de 70 % des fonds de la grappe.",
                share="0.7",
            ),
        ),
    ),
    Preset(
        key="protein",
        title=t(
            "Plant-based protein (Protein Industries Canada)",
            "Protéines végétales (Protéines industrielles Canada)",
        ),
        summary=t(
            "Up to 45 %; expression of interest first; at least two members, one of them an SME, and two that put in money.",
            "Jusqu’à 45 %; déclaration d’intérêt d’abord; au moins deux membres, dont une PME, et deux qui investissent.",
        ),
        sources=(
            "https://hellodarwin.com/business-aid/programs/protein-industries-canada-technology-projects",
            "https://proteinindustriescanada.ca/program",
        ),
        terms={"rate_most": Decimal("0.45")},
        rules=(
            _rule(
                "contributors",
                RuleKind.CONTRIBUTORS_AT_LEAST,
                "At least two members contribute money.",
                "Au moins deux membres contribuent en argent.",
                count=2,
            ),
            _rule(
                "members",
                RuleKind.MEMBERS_ONLY,
                "Collaborators are members of the cluster.",
                "Les collaborateurs sont membres de la grappe.",
            ),
        ),
        stages=(StageKey.EOI, StageKey.FULL),
    ),
    Preset(
        key="digital",
        title=t("Digital technology (DIGITAL)", "Technologies numériques (DIGITAL)"),
        summary=t(
            "Up to 50 %; projects from $200,000; an idea first, then the proposal; all government aid within 100 % of eligible costs.",
            "Jusqu’à 50 %; projets à partir de 200 000 $; une idée d’abord, puis la proposition; aide gouvernementale totale limitée à 100 % des coûts admissibles.",
        ),
        sources=(
            "https://govmoney.ca/blog/digital-supercluster-funding-guide",
            "https://www.digitalsupercluster.ca/faqs-2/",
        ),
        terms={"rate_most": Decimal("0.50"), "cost_least": Decimal(200_000)},
        stages=(StageKey.EOI, StageKey.FULL),
    ),
    Preset(
        key="ocean",
        title=t("Ocean (Canada’s Ocean Supercluster)", "Océans (Supergrappe des océans du Canada)"),
        summary=t(
            "Up to 40 %; projects of at least $1 million, ended by October 2027; prequalification first.",
            "Jusqu’à 40 %; projets d’au moins 1 M$, terminés au plus tard en octobre 2027; préqualification d’abord.",
        ),
        sources=("https://oceansupercluster.ca/?p=62",),
        terms={"cost_least": Decimal(1_000_000)},
        rules=(
            _rule(
                "ends_by",
                RuleKind.ENDS_BY,
                "Projects end by October 2027.",
                "Les projets prennent fin au plus tard en octobre 2027.",
                date="2027-10-31",
            ),
        ),
        stages=(StageKey.EOI, StageKey.FULL),
    ),
)


def default_definition() -> Definition:
    """Return what a new call starts with: the case study's criteria and the published terms."""
    return Definition(
        stages=(StageKey.FULL,),
        sections=default_sections(),
        rules=default_rules(),
        criteria=default_criteria(),
        terms=default_terms(),
        reminders=default_reminders(),
    )


def preset(key: str) -> Preset:
    """Return one preset; KeyError if there is none."""
    return {p.key: p for p in PRESETS}[key]


def definition_from(chosen: Preset) -> Definition:
    """Return the default definition with a preset's numbers in place of the default's."""
    base = default_definition()
    if not (chosen.terms or chosen.rules or chosen.stages != base.stages):
        return base
    source = ", ".join(chosen.sources)
    theirs = {
        rule.key: rule.model_copy(
            update={
                "clause": Text(
                    en=f"{rule.clause.en} Source: {source}",
                    fr=f"{rule.clause.fr} Source\xa0: {source}",
                )
            }
        )
        for rule in (*chosen.rules, *_on_terms(chosen))
    }
    rules = [theirs.pop(rule.key, rule) for rule in base.rules]
    terms = base.terms.model_copy(update={**chosen.terms, "notes": _notes(chosen)})
    return Definition.model_validate(
        base.model_copy(
            update={"stages": chosen.stages, "rules": (*rules, *theirs.values()), "terms": terms}
        ).model_dump(mode="json")
    )


def _notes(chosen: Preset) -> Text:
    return t(
        f"Reimbursement is non-repayable and in arrears. The numbers were read in public pages about {chosen.title.en} and may have changed: check them before opening.",
        f"Le remboursement est non récupérable et versé a posteriori. Les chiffres proviennent de pages publiques sur {chosen.title.fr} et ont pu changer : vérifiez-les avant l’ouverture.",
    )


def _on_terms(chosen: Preset) -> tuple[Rule, ...]:
    """Return the rules that read the terms, with clauses that do not cite another cluster."""
    return (
        _rule(
            "rate",
            RuleKind.RATE_AT_MOST,
            "The rate stays within the ceiling of the funding terms.",
            "Le taux respecte le plafond des modalités de financement.",
        ),
        _rule(
            "cost",
            RuleKind.COST_BETWEEN,
            "The project’s cost lies between the floor and the ceiling of the funding terms.",
            "Le coût du projet se situe entre le plancher et le plafond des modalités de financement.",
        ),
    )
