"""The five criteria of the OECD case study. The case study gives no weights: ours are placeholders."""

from grappe.hub.calls.defaults.making import Entry, t
from grappe.hub.calls.definition import Anchor, Criterion

# Said on every page that shows the default weights.
WEIGHTS_ARE_OURS = t(
    "The five criteria come from the OECD case study of Scale AI (Canada). It publishes no weights and no scoring anchors: those here are Grappe’s own starting values, for the programme officer to set.",
    "Les cinq critères proviennent de l’étude de cas de l’OCDE sur Scale AI (Canada). Elle ne publie ni pondération ni repères de notation : ceux-ci sont des valeurs de départ propres à Grappe, que l’agent de programme doit fixer.",
)

_DATA: tuple[tuple[str, int, Entry, Entry, tuple[tuple[str, str], ...]], ...] = (
    (
        "impact",
        30,
        ("", "Productivity and economic impact", "Productivité et retombées économiques"),
        (
            "",
            "How large, likely and well founded are the expected gains?",
            "Quelle est l’ampleur des gains attendus, leur probabilité et la solidité de leur calcul?",
        ),
        (
            (
                "No measurable gain, or figures without a basis.",
                "Aucun gain mesurable, ou des chiffres sans fondement.",
            ),
            (
                "A gain is named, but its baseline or its size is unclear.",
                "Un gain est nommé, mais son point de départ ou son ampleur n’est pas clair.",
            ),
            (
                "A plausible gain for one partner, with baseline and target.",
                "Un gain plausible pour un partenaire, avec point de départ et cible.",
            ),
            (
                "A large, well-founded gain for several partners within the project.",
                "Un gain important et bien fondé pour plusieurs partenaires pendant le projet.",
            ),
            (
                "A step change for a whole value chain in Canada, shown by evidence.",
                "Un changement majeur pour toute une chaîne de valeur au Canada, preuves à l’appui.",
            ),
        ),
    ),
    (
        "ai_integration",
        25,
        (
            "",
            "Degree of AI integration into supply chain functions",
            "Degré d’intégration de l’IA dans les fonctions de la chaîne d’approvisionnement",
        ),
        (
            "",
            "How deeply does AI enter daily decisions, and how sound is the method?",
            "À quel point l’IA entre-t-elle dans les décisions quotidiennes, et la méthode est-elle solide?",
        ),
        (
            (
                "AI is marginal, or the method does not fit the problem.",
                "L’IA est accessoire, ou la méthode ne convient pas au problème.",
            ),
            (
                "AI produces a report that few decisions rest on.",
                "L’IA produit un rapport sur lequel peu de décisions reposent.",
            ),
            (
                "AI supports one function; method and data are adequate.",
                "L’IA appuie une fonction; la méthode et les données conviennent.",
            ),
            (
                "AI drives decisions in several connected functions.",
                "L’IA oriente les décisions dans plusieurs fonctions reliées.",
            ),
            (
                "AI is built into end-to-end operations, with sound methods, data and oversight.",
                "L’IA est intégrée aux activités de bout en bout, avec méthodes, données et encadrement solides.",
            ),
        ),
    ),
    (
        "sme_scale",
        15,
        (
            "",
            "Participation of SMEs and commercial scalability",
            "Participation des PME et potentiel commercial",
        ),
        (
            "",
            "Do smaller firms play a real part, and can the result be sold or repeated?",
            "Les petites entreprises jouent-elles un rôle réel, et le résultat peut-il se vendre ou se répéter?",
        ),
        (
            (
                "SMEs are absent or in name only; nothing can be repeated.",
                "Les PME sont absentes ou de simple figuration; rien n’est reproductible.",
            ),
            (
                "An SME supplies labour; the result stays with one customer.",
                "Une PME fournit de la main-d’œuvre; le résultat reste chez un seul client.",
            ),
            (
                "An SME has a substantial part and a first market.",
                "Une PME a un rôle important et un premier marché.",
            ),
            (
                "SMEs gain a product or a customer base with a credible plan to grow.",
                "Des PME y gagnent un produit ou une clientèle, avec un plan de croissance crédible.",
            ),
            (
                "SMEs lead or co-own a result that can grow in Canada and abroad.",
                "Des PME dirigent ou détiennent un résultat qui peut croître au Canada et à l’étranger.",
            ),
        ),
    ),
    (
        "canadian_ip",
        15,
        (
            "",
            "Creation of Canadian-owned intellectual property",
            "Création de propriété intellectuelle sous contrôle canadien",
        ),
        (
            "",
            "What is created, who owns it, and is it clear how it will be used?",
            "Que crée-t-on, qui en est titulaire, et l’usage prévu est-il clair?",
        ),
        (
            (
                "No new IP, or ownership leaves Canada.",
                "Aucune nouvelle PI, ou la titularité quitte le Canada.",
            ),
            (
                "Some new IP; ownership or rights are unclear.",
                "Un peu de nouvelle PI; la titularité ou les droits sont flous.",
            ),
            (
                "New IP owned in Canada, with a basic plan.",
                "Nouvelle PI détenue au Canada, avec un plan de base.",
            ),
            (
                "Valuable IP owned in Canada, with licences among partners agreed.",
                "PI de valeur détenue au Canada, licences entre partenaires convenues.",
            ),
            (
                "Strategic IP owned in Canada, protected, with a clear route to revenue.",
                "PI stratégique détenue au Canada, protégée, avec une voie claire vers les revenus.",
            ),
        ),
    ),
    (
        "alignment",
        15,
        (
            "",
            "Alignment with national and provincial innovation goals",
            "Harmonisation avec les objectifs nationaux et provinciaux d’innovation",
        ),
        (
            "",
            "Which public goals does the project serve, and for whom beyond the consortium?",
            "Quels objectifs publics le projet sert-il, et pour qui au-delà du consortium?",
        ),
        (
            ("No link to public goals.", "Aucun lien avec les objectifs publics."),
            ("A link is claimed but not shown.", "Un lien est affirmé, mais non démontré."),
            ("Serves one goal in a concrete way.", "Sert un objectif de façon concrète."),
            (
                "Serves several goals, with effects beyond the consortium.",
                "Sert plusieurs objectifs, avec des effets au-delà du consortium.",
            ),
            (
                "Advances national and provincial priorities measurably, as a model for others.",
                "Fait progresser de façon mesurable les priorités nationales et provinciales, comme modèle pour d’autres.",
            ),
        ),
    ),
)


def default_criteria() -> tuple[Criterion, ...]:
    """Return the five criteria with anchors from 1 to 5."""
    return tuple(
        Criterion(
            key=key,
            title=t(*title[1:]),
            help=t(*help_[1:]),
            weight=weight,
            anchors=tuple(
                Anchor(score=score, text=t(en, fr)) for score, (en, fr) in enumerate(anchors, 1)
            ),
        )
        for key, weight, title, help_, anchors in _DATA
    )
