"""The questions that a new call starts with, in both languages; officers change them freely.

What the consortium's structured pages already ask (partners, budget, benefits with their figures, IP
items, data sets) is not asked twice: these questions ask for the story around them.
"""

from grappe.hub.calls.defaults import first
from grappe.hub.calls.defaults.making import choice, long, number, t, yes_no
from grappe.hub.calls.defaults.responsible import responsible_ai
from grappe.hub.calls.definition import Condition, Question, Section
from grappe.hub.calls.enums import StageKey, Test


def default_sections() -> tuple[Section, ...]:
    """Return the sections: three for the expression of interest, the rest for the full proposal."""
    return (
        Section(
            key="problem",
            title=t("The problem", "Le problème"),
            help=t(
                "Write for someone who knows supply chains but not your company.",
                "Écrivez pour une personne qui connaît les chaînes d’approvisionnement, mais pas votre entreprise.",
            ),
            stage=StageKey.EOI,
            questions=first.problem(),
        ),
        Section(
            key="ai_integration",
            title=t("AI integration", "Intégration de l’IA"),
            stage=StageKey.EOI,
            questions=first.ai(),
        ),
        Section(
            key="consortium",
            title=t("The consortium", "Le consortium"),
            help=t(
                "Partners and their roles are entered on their own page; say here why this team.",
                "Les partenaires et leurs rôles se saisissent sur leur propre page; expliquez ici le choix de l’équipe.",
            ),
            stage=StageKey.EOI,
            questions=first.consortium(),
        ),
        Section(
            key="work_plan",
            title=t("Work plan and milestones", "Plan de travail et jalons"),
            questions=_work_plan(),
        ),
        Section(
            key="benefits",
            title=t("Expected benefits", "Retombées attendues"),
            help=t(
                "Figures (today, target, unit, date) are entered on the benefits page; explain them here.",
                "Les chiffres (aujourd’hui, cible, unité, date) se saisissent à la page des retombées; expliquez-les ici.",
            ),
            questions=_benefits(),
        ),
        Section(
            key="commercialisation",
            title=t("Commercialisation", "Commercialisation"),
            questions=_commercialisation(),
        ),
        Section(
            key="ip",
            title=t("Intellectual property", "Propriété intellectuelle"),
            help=t(
                "Each item, its owner and its licences are entered on the IP page.",
                "Chaque élément, son titulaire et ses licences se saisissent à la page de la propriété intellectuelle.",
            ),
            questions=_ip(),
        ),
        Section(key="data", title=t("Data", "Données"), questions=_data()),
        responsible_ai(),
        Section(
            key="adoption",
            title=t("Adoption", "Adoption"),
            questions=_adoption(),
        ),
        Section(key="risks", title=t("Risks", "Risques"), questions=_risks()),
    )


def _work_plan() -> tuple[Question, ...]:
    return (
        long(
            "work_packages",
            "Describe the work packages: who does what, and what each delivers.",
            "Décrivez les lots de travail : qui fait quoi, et ce que chacun livre.",
            words=800,
        ),
        long(
            "milestones",
            "List the milestones with their dates, and how each will be shown to be reached.",
            "Énumérez les jalons, leurs dates et la façon de démontrer que chacun est atteint.",
            "One milestone a line: date, result, proof.",
            "Un jalon par ligne : date, résultat, preuve.",
            words=500,
        ),
        long(
            "governance",
            "How will the consortium decide, follow progress and settle disagreements?",
            "Comment le consortium décidera-t-il, suivra-t-il l’avancement et réglera-t-il les désaccords?",
            words=300,
        ),
        yes_no(
            "foreign_work",
            "Will any work be done outside Canada?",
            "Une partie des travaux sera-t-elle réalisée à l’extérieur du Canada?",
        ),
        long(
            "foreign_work_why",
            "Which work, where, and why can it not be done in Canada?",
            "Quels travaux, où, et pourquoi ne peuvent-ils pas être réalisés au Canada?",
            words=200,
            shown_when=Condition(question="foreign_work", test=Test.EQUALS, value=True),
        ),
    )


def _benefits() -> tuple[Question, ...]:
    return (
        long(
            "productivity",
            "How will productivity grow, and how did you arrive at the figures?",
            "Comment la productivité augmentera-t-elle, et comment avez-vous établi les chiffres?",
            words=500,
        ),
        long(
            "economic_impact",
            "What will the project change for jobs, sales and exports in Canada within five years?",
            "Que changera le projet pour l’emploi, les ventes et les exportations au Canada d’ici cinq ans?",
            words=400,
        ),
        number(
            "jobs_created",
            "Jobs created in Canada within five years (full-time equivalents)",
            "Emplois créés au Canada d’ici cinq ans (équivalents temps plein)",
            most=100_000,
        ),
        long(
            "alignment",
            "Which national or provincial innovation goals does the project serve, and how?",
            "Quels objectifs nationaux ou provinciaux d’innovation le projet sert-il, et comment?",
            words=300,
        ),
        long(
            "environment",
            "What are the environmental effects, good and bad?",
            "Quels sont les effets environnementaux, favorables et défavorables?",
            words=250,
            required=False,
        ),
    )


def _commercialisation() -> tuple[Question, ...]:
    return (
        yes_no(
            "for_sale",
            "Will a product or service made in the project be sold to others?",
            "Un produit ou un service issu du projet sera-t-il vendu à d’autres?",
        ),
        long(
            "market",
            "Who will buy it, how large is the market, and who else sells there?",
            "Qui l’achètera, quelle est la taille du marché et qui d’autre y vend?",
            words=400,
            shown_when=Condition(question="for_sale", test=Test.EQUALS, value=True),
        ),
        long(
            "route_to_market",
            "How and when will it reach the market after the project?",
            "Comment et quand sera-t-il mis en marché après le projet?",
            words=400,
            shown_when=Condition(question="for_sale", test=Test.EQUALS, value=True),
        ),
        long(
            "scale_inside",
            "How will the solution spread to other sites or functions of the adopter?",
            "Comment la solution s’étendra-t-elle à d’autres sites ou fonctions de l’adoptant?",
            words=300,
        ),
    )


def _ip() -> tuple[Question, ...]:
    return (
        long(
            "ip_strategy",
            "How will intellectual property created in the project be owned, protected and used?",
            "Comment la propriété intellectuelle issue du projet sera-t-elle détenue, protégée et exploitée?",
            words=400,
        ),
        choice(
            "ip_owner",
            "Who will own what the project creates?",
            "Qui sera titulaire de ce que le projet crée?",
            (
                "canadian",
                "Canadian-controlled partners only",
                "Uniquement des partenaires sous contrôle canadien",
            ),
            (
                "shared",
                "Canadian-controlled and other partners together",
                "Des partenaires sous contrôle canadien et d’autres, ensemble",
            ),
            (
                "other",
                "Partners that are not Canadian-controlled",
                "Des partenaires qui ne sont pas sous contrôle canadien",
            ),
        ),
        long(
            "ip_benefit_canada",
            "How will Canada benefit from it all the same?",
            "Comment le Canada en bénéficiera-t-il malgré tout?",
            words=250,
            shown_when=Condition(question="ip_owner", test=Test.DIFFERS, value="canadian"),
        ),
        yes_no(
            "freedom_to_operate",
            "Have you checked that others’ rights do not stand in the way?",
            "Avez-vous vérifié que les droits de tiers ne font pas obstacle?",
        ),
    )


def _data() -> tuple[Question, ...]:
    return (
        long(
            "data_needed",
            "Which data does the project need, who holds them, and are they accessible today?",
            "De quelles données le projet a-t-il besoin, qui les détient, et sont-elles accessibles aujourd’hui?",
            words=400,
        ),
        yes_no(
            "data_shared",
            "Will data be shared between organisations?",
            "Des données seront-elles partagées entre organisations?",
        ),
        long(
            "data_agreement",
            "Under which agreement, with which safeguards, and what happens to them at the end?",
            "En vertu de quelle entente, avec quelles mesures de protection, et qu’en advient-il à la fin?",
            words=300,
            shown_when=Condition(question="data_shared", test=Test.EQUALS, value=True),
        ),
        yes_no(
            "personal_data",
            "Does the project use personal information?",
            "Le projet utilise-t-il des renseignements personnels?",
        ),
        long(
            "personal_data_protection",
            "How is personal information protected, and under which law?",
            "Comment les renseignements personnels sont-ils protégés, et en vertu de quelle loi?",
            "For instance PIPEDA, or Quebec’s Act respecting the protection of personal information in the private sector (Law 25).",
            "Par exemple la LPRPDE, ou la Loi sur la protection des renseignements personnels dans le secteur privé du Québec (loi 25).",
            words=300,
            shown_when=Condition(question="personal_data", test=Test.EQUALS, value=True),
        ),
    )


def _adoption() -> tuple[Question, ...]:
    return (
        yes_no(
            "first_time_adopter",
            "Is an adopter in the consortium putting AI to work for the first time?",
            "Un adoptant du consortium met-il l’IA en œuvre pour la première fois?",
        ),
        long(
            "first_time_support",
            "What has held it back, and what support does it get to succeed?",
            "Qu’est-ce qui l’en a empêché jusqu’ici, et quel soutien reçoit-il pour réussir?",
            words=300,
            shown_when=Condition(question="first_time_adopter", test=Test.EQUALS, value=True),
        ),
        long(
            "people_and_skills",
            "How are the people concerned involved and trained?",
            "Comment les personnes concernées participent-elles et sont-elles formées?",
            words=300,
        ),
    )


def _risks() -> tuple[Question, ...]:
    return (
        long(
            "risks",
            "What are the main risks (technical, commercial, data, people, schedule), and what will you do about each?",
            "Quels sont les principaux risques (techniques, commerciaux, liés aux données, aux personnes, à l’échéancier), et que ferez-vous pour chacun?",
            "One risk a line: how likely, how serious, what you do, who watches it.",
            "Un risque par ligne : probabilité, gravité, mesure, responsable.",
            words=500,
        ),
        long(
            "without_funding",
            "What would happen without the cluster’s contribution?",
            "Que se passerait-il sans la contribution de la grappe?",
            words=200,
        ),
    )
