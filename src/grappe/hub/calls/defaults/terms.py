"""The funding terms, eligibility rules and reminders that a new call starts with.

Each number names its source; where none is public it says that it is a starting value of ours.
"""

from grappe.hub.calls.defaults.making import Entry, t
from grappe.hub.calls.definition import Category, Reminder, Rule, Terms, Text
from grappe.hub.calls.enums import Audience, Occasion, RuleKind, StageKey

_CATEGORIES: tuple[tuple[str, Entry, Entry, bool], ...] = (
    (
        "labour",
        ("", "Labour", "Main-d’œuvre"),
        (
            "",
            "Hours worked directly on the project, shown by timesheets.",
            "Heures travaillées directement au projet, attestées par des feuilles de temps.",
        ),
        True,
    ),
    (
        "subcontractors",
        ("", "Subcontractors and consultants", "Sous-traitants et consultants"),
        (
            "",
            "Third parties that do a part of the work and have access to its results.",
            "Tiers qui réalisent une partie des travaux et ont accès à leurs résultats.",
        ),
        True,
    ),
    (
        "equipment",
        ("", "Equipment", "Équipement"),
        (
            "",
            "Bought or rented for the project, for its share of use.",
            "Acheté ou loué pour le projet, selon la part d’utilisation.",
        ),
        True,
    ),
    (
        "software_cloud",
        ("", "Software, data and computing", "Logiciels, données et calcul"),
        (
            "",
            "Licences, data sets and cloud services that the project consumes.",
            "Licences, jeux de données et services infonuagiques consommés par le projet.",
        ),
        True,
    ),
    (
        "materials",
        ("", "Materials and supplies", "Matériaux et fournitures"),
        ("", "Consumed by the project.", "Consommés par le projet."),
        True,
    ),
    (
        "travel",
        ("", "Travel", "Déplacements"),
        (
            "",
            "Necessary for the work, at reasonable rates.",
            "Nécessaires aux travaux, à des taux raisonnables.",
        ),
        True,
    ),
    (
        "overhead",
        ("", "Overhead", "Frais généraux"),
        (
            "",
            "Indirect costs. No public source states the cluster’s rate: set a limit if yours has one.",
            "Coûts indirects. Aucune source publique ne précise le taux de la grappe : fixez une limite si la vôtre en a une.",
        ),
        True,
    ),
    (
        "ineligible",
        ("", "Costs outside the project’s eligible costs", "Coûts non admissibles"),
        (
            "",
            "Costs that the project bears but that are not reimbursed, such as work from before it began.",
            "Coûts assumés par le projet mais non remboursés, comme les travaux antérieurs à son début.",
        ),
        False,
    ),
)


def default_terms() -> Terms:
    """Return up to 40 % of eligible costs, repaid quarterly, with no floor or ceiling of cost."""
    return Terms(
        notes=t(
            "Reimbursement is non-repayable, in arrears, of costs that are direct, reasonable and incremental. The rate is a ceiling: that of each project is decided with it.",
            "Le remboursement est non récupérable, versé a posteriori, et vise des coûts directs, raisonnables et différentiels. Le taux est un plafond : celui de chaque projet est fixé par la décision.",
        ),
        categories=tuple(
            Category(key=key, title=t(*title[1:]), help=t(*help_[1:]), eligible=eligible)
            for key, title, help_, eligible in _CATEGORIES
        ),
    )


_STREAM = "hellodarwin.com, “AI-Powered Supply Chains Cluster”"


def _source(en: str, fr: str, source: str) -> Text:
    return t(f"{en} Source: {source}.", f"{fr} Source : {source}.")


def default_rules() -> tuple[Rule, ...]:
    """Return the published rules of the industry-led stream; each clause names its source."""
    genai = "scaleai.ca, GenAI call for projects"
    return (
        Rule(
            key="partners",
            kind=RuleKind.PARTNERS_AT_LEAST,
            params={"count": 2},
            clause=_source(
                "A consortium has at least two participants.",
                "Un consortium compte au moins deux participants.",
                genai,
            ),
            stage=StageKey.EOI,
        ),
        Rule(
            key="smes",
            kind=RuleKind.SMES_AT_LEAST,
            params={"count": 1},
            clause=_source(
                "At least one participant is an SME: fewer than 500 full-time employees.",
                "Au moins un participant est une PME : moins de 500 employés à temps plein.",
                _STREAM,
            ),
            stage=StageKey.EOI,
        ),
        Rule(
            key="canadian_lead",
            kind=RuleKind.CANADIAN_LEAD,
            clause=_source(
                "The work is done in Canada, under a lead established there.",
                "Les travaux sont réalisés au Canada, sous la direction d’un chef de file qui y est établi.",
                f"{_STREAM}; the test on the lead’s headquarters is a starting value of ours",
            ),
            stage=StageKey.EOI,
        ),
        Rule(
            key="rate",
            kind=RuleKind.RATE_AT_MOST,
            clause=_source(
                "Up to 40 % of eligible costs is reimbursed.",
                "Jusqu’à 40 % des coûts admissibles sont remboursés.",
                _STREAM,
            ),
        ),
        Rule(
            key="cost",
            kind=RuleKind.COST_BETWEEN,
            clause=t(
                "The project’s cost lies between the floor and the ceiling of the funding terms. Public sources disagree on a floor of $1,000,000: none is set until you set one.",
                "Le coût du projet se situe entre le plancher et le plafond des modalités de financement. Les sources publiques divergent quant à un plancher de 1 000 000 $ : aucun n’est fixé tant que vous n’en fixez pas.",
            ),
        ),
        Rule(
            key="stacking",
            kind=RuleKind.STACKING_AT_MOST,
            clause=t(
                "All public money together stays within the stacking limit of the funding terms. The limit of this stream is not public: 100 % is a starting value of ours.",
                "L’ensemble des fonds publics respecte la limite de cumul des modalités de financement. La limite de ce volet n’est pas publique : 100 % est une valeur de départ de notre part.",
            ),
        ),
    )


def default_reminders() -> tuple[Reminder, ...]:
    """Return reminders before each date, and an escalation to officers after a review is due."""
    return (
        Reminder(occasion=Occasion.CALL_CLOSES, days=-14, audience=Audience.APPLICANTS),
        Reminder(occasion=Occasion.CALL_CLOSES, days=-3, audience=Audience.APPLICANTS),
        Reminder(occasion=Occasion.CALL_CLOSES, days=-1, audience=Audience.OFFICERS),
        Reminder(occasion=Occasion.REVIEW_DUE, days=-7, audience=Audience.REVIEWERS),
        Reminder(occasion=Occasion.REVIEW_DUE, days=-1, audience=Audience.REVIEWERS),
        Reminder(occasion=Occasion.REVIEW_DUE, days=2, audience=Audience.OFFICERS),
        Reminder(occasion=Occasion.MEETING, days=-7, audience=Audience.COMMITTEE),
    )
