"""The responsible-AI self-assessment, modelled on Canada's public Algorithmic Impact Assessment.

The AIA (Treasury Board Secretariat, open data) asks about the reasons for automation, the system,
the decision, its impact, the data, and the mitigation. These are our own shorter questions on the
same areas, for industry; the result is read by reviewers and is not an AIA score.
"""

from grappe.hub.calls.defaults.making import choice, choices, long, t
from grappe.hub.calls.definition import Condition, Section
from grappe.hub.calls.enums import Test


def responsible_ai() -> Section:
    """Return the section of the self-assessment."""
    return Section(
        key="responsible_ai",
        title=t("Responsible AI self-assessment", "Autoévaluation de l’IA responsable"),
        help=t(
            "Modelled on the areas of Canada’s Algorithmic Impact Assessment. Answer for the solution as it will run, not as it is built today.",
            "Inspirée des volets de l’Évaluation de l’incidence algorithmique du Canada. Répondez pour la solution telle qu’elle fonctionnera, non telle qu’elle est aujourd’hui.",
        ),
        questions=(
            choice(
                "rai_role",
                "What does the system do in the decision?",
                "Quel est le rôle du système dans la décision?",
                (
                    "informs",
                    "It informs people, who decide",
                    "Il informe les personnes, qui décident",
                ),
                (
                    "recommends",
                    "It recommends; people usually follow",
                    "Il recommande; on le suit habituellement",
                ),
                (
                    "decides_reviewed",
                    "It decides; people can overrule it",
                    "Il décide; on peut renverser sa décision",
                ),
                ("decides_alone", "It decides alone", "Il décide seul"),
            ),
            choice(
                "rai_affected",
                "Whom do its decisions affect most?",
                "Qui ses décisions touchent-elles le plus?",
                (
                    "things",
                    "Goods, machines and routes only",
                    "Seulement des biens, des machines et des trajets",
                ),
                ("workers", "The people who work there", "Les personnes qui y travaillent"),
                ("customers", "Customers or suppliers", "Les clients ou les fournisseurs"),
                ("public", "Patients or the public", "Les patients ou le public"),
            ),
            choices(
                "rai_stakes",
                "What could a wrong decision harm?",
                "À quoi une mauvaise décision pourrait-elle nuire?",
                (
                    "none",
                    "Nothing beyond a small loss of money",
                    "À rien d’autre qu’une petite perte d’argent",
                ),
                ("jobs", "Jobs, schedules or pay", "L’emploi, les horaires ou la rémunération"),
                ("safety", "Health or safety", "La santé ou la sécurité"),
                (
                    "rights",
                    "Privacy, equality or other rights",
                    "La vie privée, l’égalité ou d’autres droits",
                ),
                (
                    "economy",
                    "The economic interests of others",
                    "Les intérêts économiques de tiers",
                ),
                ("environment", "The environment", "L’environnement"),
            ),
            choice(
                "rai_reversible",
                "How easily can a wrong decision be undone?",
                "Avec quelle facilité une mauvaise décision peut-elle être annulée?",
                ("at_once", "At once", "Immédiatement"),
                ("days", "Within days", "En quelques jours"),
                ("hardly", "Hardly, or at great cost", "Difficilement, ou à grands frais"),
                ("never", "Not at all", "Pas du tout"),
            ),
            choice(
                "rai_explained",
                "Can the system’s results be explained to those affected?",
                "Les résultats du système peuvent-ils être expliqués aux personnes touchées?",
                (
                    "fully",
                    "Yes, each result with its reasons",
                    "Oui, chaque résultat et ses raisons",
                ),
                ("partly", "In general terms", "En termes généraux"),
                ("no", "No", "Non"),
            ),
            choices(
                "rai_bias",
                "How do you look for unfair differences between groups of people?",
                "Comment cherchez-vous les écarts injustes entre groupes de personnes?",
                (
                    "not_concerned",
                    "No data about people are used",
                    "Aucune donnée sur des personnes n’est utilisée",
                ),
                (
                    "data",
                    "The data are examined before training",
                    "Les données sont examinées avant l’entraînement",
                ),
                (
                    "results",
                    "Results are compared between groups",
                    "Les résultats sont comparés entre les groupes",
                ),
                (
                    "outside",
                    "Someone outside the team checks",
                    "Une personne externe à l’équipe vérifie",
                ),
                ("not_yet", "Not yet planned", "Pas encore prévu"),
            ),
            choice(
                "rai_watch",
                "How is the system watched once it runs?",
                "Comment le système est-il surveillé une fois en service?",
                (
                    "continuous",
                    "Figures are watched continuously, with alarms",
                    "Indicateurs suivis en continu, avec alertes",
                ),
                ("periodic", "Checked at fixed times", "Vérifié à dates fixes"),
                ("complaints", "When someone complains", "Lorsqu’une plainte est reçue"),
                ("not_yet", "Not yet planned", "Pas encore prévu"),
            ),
            choice(
                "rai_recourse",
                "Can the people affected contest a result?",
                "Les personnes touchées peuvent-elles contester un résultat?",
                ("yes", "Yes, and they are told how", "Oui, et on leur indique comment"),
                ("informal", "Yes, informally", "Oui, de façon informelle"),
                ("no", "No", "Non"),
                (
                    "not_concerned",
                    "Nobody is affected directly",
                    "Personne n’est directement touché",
                ),
            ),
            long(
                "rai_alone_why",
                "Why may the system decide alone, and what stops it when it errs?",
                "Pourquoi le système peut-il décider seul, et qu’est-ce qui l’arrête lorsqu’il se trompe?",
                words=250,
                shown_when=Condition(question="rai_role", test=Test.EQUALS, value="decides_alone"),
            ),
            long(
                "rai_mitigation",
                "What will you do to limit the risks named above?",
                "Que ferez-vous pour limiter les risques énoncés ci-dessus?",
                words=350,
            ),
        ),
    )
