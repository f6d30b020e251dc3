"""The questions of the expression of interest: the problem, the AI, the team."""

from grappe.hub.calls.defaults.making import choice, choices, long, short, yes_no
from grappe.hub.calls.definition import Condition, Question
from grappe.hub.calls.enums import Test


def problem() -> tuple[Question, ...]:
    return (
        long(
            "problem",
            "What problem in the supply chain does the project solve, and for whom?",
            "Quel problème de la chaîne d’approvisionnement le projet règle-t-il, et pour qui?",
            "Describe the situation today with figures: volumes, delays, losses, costs.",
            "Décrivez la situation actuelle, chiffres à l’appui : volumes, retards, pertes, coûts.",
            words=500,
        ),
        long(
            "function_change",
            "Which supply chain functions change, and how will people work differently?",
            "Quelles fonctions de la chaîne d’approvisionnement changent, et comment travaillera-t-on autrement?",
            "For instance planning, sourcing, production, warehousing, transport or returns.",
            "Par exemple la planification, l’achat, la production, l’entreposage, le transport ou les retours.",
            words=400,
        ),
        long(
            "tried_before",
            "What has been tried so far, and why is it not enough?",
            "Qu’a-t-on essayé jusqu’ici, et pourquoi cela ne suffit-il pas?",
            words=300,
            required=False,
        ),
    )


def ai() -> tuple[Question, ...]:
    return (
        choices(
            "ai_methods",
            "Which kinds of AI does the project put to work?",
            "Quels types d’IA le projet met-il en œuvre?",
            ("forecasting", "Forecasting", "Prévision"),
            ("optimisation", "Optimisation and scheduling", "Optimisation et ordonnancement"),
            ("vision", "Computer vision", "Vision par ordinateur"),
            ("language", "Language and documents", "Langage et documents"),
            ("generative", "Generative AI", "IA générative"),
            ("robotics", "Robotics and control", "Robotique et commande"),
            ("other", "Other", "Autre"),
        ),
        short(
            "ai_methods_other",
            "Which other kind of AI?",
            "Quel autre type d’IA?",
            shown_when=Condition(question="ai_methods", test=Test.INCLUDES, value="other"),
        ),
        long(
            "ai_solution",
            "Describe the AI solution and how it fits into daily operations.",
            "Décrivez la solution d’IA et la façon dont elle s’insère dans les activités quotidiennes.",
            "Say which decisions it makes or supports, and which systems it is connected to.",
            "Précisez les décisions qu’elle prend ou appuie, et les systèmes auxquels elle est reliée.",
            words=600,
        ),
        choice(
            "maturity",
            "How mature is the solution today?",
            "Quel est le degré de maturité de la solution aujourd’hui?",
            ("idea", "An idea with a literature review", "Une idée et une revue de la littérature"),
            (
                "proof",
                "A proof of concept on sample data",
                "Une preuve de concept sur un échantillon de données",
            ),
            ("pilot", "A pilot in a real operation", "Un projet pilote en conditions réelles"),
            ("deployed", "Deployed at one site", "Déployée sur un site"),
            ("scaled", "Deployed at several sites", "Déployée sur plusieurs sites"),
        ),
        long(
            "ai_advance",
            "What is new compared with what can be bought today?",
            "Qu’y a-t-il de nouveau par rapport à ce qui s’achète aujourd’hui?",
            words=400,
        ),
    )


def consortium() -> tuple[Question, ...]:
    return (
        long(
            "why_this_team",
            "Why is this the right team, and what does each partner bring?",
            "Pourquoi cette équipe est-elle la bonne, et qu’apporte chaque partenaire?",
            words=400,
        ),
        long(
            "sme_part",
            "What part do small and medium-sized enterprises play, and what do they gain?",
            "Quel rôle jouent les petites et moyennes entreprises, et qu’en retirent-elles?",
            words=300,
        ),
        yes_no(
            "worked_together",
            "Have the partners worked together before?",
            "Les partenaires ont-ils déjà travaillé ensemble?",
        ),
        long(
            "worked_together_on",
            "On what, and with what result?",
            "Sur quoi, et avec quel résultat?",
            words=200,
            shown_when=Condition(question="worked_together", test=Test.EQUALS, value=True),
        ),
    )
