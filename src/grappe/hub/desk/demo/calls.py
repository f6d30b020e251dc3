"""The demo's ways in: the continuous intake, a call for hospitals, a two-stage call for regions."""

from dataclasses import dataclass
from decimal import Decimal

from grappe.hub.calls.defaults import default_definition, definition_from, preset
from grappe.hub.calls.definition import Definition
from grappe.hub.calls.enums import CallMode
from grappe.hub.calls.services import create_call, create_round, open_call
from grappe.hub.desk.demo.cast import Cast


@dataclass(frozen=True)
class Way:
    """One call of the story; days count back from its end."""

    key: str
    title_en: str
    title_fr: str
    summary_en: str
    summary_fr: str
    opened: int
    closes: int | None
    sectors: tuple[str, ...]
    definition: Definition


def _ways() -> list[Way]:
    two_stages = definition_from(preset("digital"))
    return [
        Way(
            "intake",
            "Continuous intake: AI in supply chains",
            "Dépôt en continu : l’IA dans les chaînes d’approvisionnement",
            "Horizontal, industry-led projects, at any time. What is submitted by a round’s date "
            "is decided in that round.",
            "Des projets horizontaux portés par l’industrie, en tout temps. Ce qui est déposé avant "
            "la date d’une ronde est décidé dans cette ronde.",
            opened=200,
            closes=None,
            sectors=(),
            definition=default_definition(),
        ),
        Way(
            "hospital",
            "Intrahospital logistics 2026",
            "Logistique intrahospitalière 2026",
            "Moving patients, beds, samples and supplies through hospitals with less waiting.",
            "Faire circuler patients, lits, échantillons et fournitures dans les hôpitaux avec "
            "moins d’attente.",
            opened=45,
            closes=-21,
            sectors=("health",),
            definition=default_definition(),
        ),
        Way(
            "regions",
            "First steps in the regions",
            "Premiers pas en région",
            "Small projects outside the large centres, in two stages: a short expression of "
            "interest, then a full proposal by invitation.",
            "De petits projets hors des grands centres, en deux étapes : une courte déclaration "
            "d’intérêt, puis une proposition complète sur invitation.",
            opened=30,
            closes=-45,
            sectors=(),
            definition=two_stages,
        ),
    ]


def build(cast: Cast) -> None:
    """Prepare and open the calls, with their rounds."""
    officer = cast.people["officer"]
    for way in _ways():
        prepared = cast.ago(way.opened + 7)
        call = create_call(
            title_en=way.title_en,
            title_fr=way.title_fr,
            summary_en=way.summary_en,
            summary_fr=way.summary_fr,
            mode=CallMode.DATED if way.closes is not None else CallMode.CONTINUOUS,
            opens_at=cast.ago(way.opened + 1),
            closes_at=None if way.closes is None else cast.ago(way.closes),
            sectors=way.sectors,
            definition=way.definition,
            invented=True,
            slug=way.key,
            by=officer,
            at=prepared,
        )
        cast.calls[way.key] = open_call(call=call, by=officer, at=cast.ago(way.opened))
    _rounds(cast)


def _rounds(cast: Cast) -> None:
    plans = [
        ("autumn", "intake", "Autumn round", "Ronde d’automne", 75, 35, 3_500_000),
        ("winter", "intake", "Winter round", "Ronde d’hiver", 20, -6, 3_000_000),
        ("spring", "intake", "Spring round", "Ronde du printemps", -80, -120, 6_000_000),
        ("hospital", "hospital", "Hospital round", "Ronde hospitalière", -22, -60, 2_000_000),
        ("regions", "regions", "Regions round", "Ronde des régions", -46, -90, 900_000),
    ]
    made = {"intake": 195, "hospital": 40, "regions": 28}
    for key, call, en, fr, cutoff, meets, envelope in plans:
        meeting = cast.ago(meets)
        cast.rounds[key] = create_round(
            call=cast.calls[call],
            title_en=f"{en} {meeting.year}",
            title_fr=f"{fr} {meeting.year}",
            cutoff_at=cast.ago(cutoff),
            meets_on=meeting.date(),
            envelope=Decimal(envelope),
            by=cast.people["officer"],
            at=cast.ago(made[call]),
        )
