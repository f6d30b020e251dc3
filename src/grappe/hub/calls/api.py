"""Calls for programs: public to read, officers' to prepare; same services, same refusals."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from grappe.hub.calls import policies, queries, services
from grappe.hub.calls.defaults import definition_from, preset
from grappe.hub.calls.definition import Definition, differences
from grappe.hub.calls.enums import CallMode
from grappe.hub.calls.models import Call, CallVersion, Round
from grappe.hub.people.enums import Sector
from grappe.hub.people.services.programs import person_of_token
from grappe.kit.access import require
from grappe.kit.api import BrowserAuth, CursorPage, Limit, TokenAuth, cursor_page
from grappe.kit.api.problems import Problem

router = Router(tags=["calls"])

Title = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Summary = Annotated[str, Field(max_length=4_000)]
Money = Annotated[Decimal, Field(ge=0, le=Decimal("1e12"), decimal_places=2)]


def stranger(request: HttpRequest) -> Any:
    """Let everybody read what is public; a bad token stays refused."""
    return None if "Authorization" in request.headers else request.user


# To read: who one is shows more, but need not be said.
PUBLIC = [TokenAuth(lambda found: person_of_token(found, at=now())), BrowserAuth(), stranger]


class CallOut(Schema):
    """A call as it stands now."""

    slug: str
    title_en: str
    title_fr: str
    summary_en: str
    summary_fr: str
    mode: str
    state: str
    phase: str = Field(description="The state by the clock: draft, coming, open, closed, archived.")
    opens_at: datetime | None
    closes_at: datetime | None
    sectors: list[str] = Field(description="Empty: all sectors.")
    invented: bool

    @staticmethod
    def resolve_phase(call: Call) -> str:
        """Return where the call stands by its state and the clock."""
        return str(queries.phase(call, now()))


class VersionOut(Schema):
    """One version of a call's definition."""

    number: int
    published_at: datetime | None = Field(description="Null: in preparation.")
    note: str
    definition: dict[str, Any] = Field(alias="content")


class RoundOut(Schema):
    """A batch of proposals that a committee decides together."""

    number: int
    title_en: str
    title_fr: str
    cutoff_at: datetime
    meets_on: date
    envelope: Decimal


class CallIn(Schema):
    """A new call, from published numbers unless a definition is given."""

    title_en: Title
    title_fr: Title
    mode: CallMode
    slug: Slug | None = None
    summary_en: Summary = ""
    summary_fr: Summary = ""
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    sectors: list[Sector] = []
    preset: Literal["supply_chains", "ngen", "protein", "digital", "ocean"] = "supply_chains"
    definition: dict[str, Any] | None = None


class CallPatch(Schema):
    """What to change of a call; what is left out stays."""

    title_en: Title | None = None
    title_fr: Title | None = None
    summary_en: Summary | None = None
    summary_fr: Summary | None = None
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None


class PartIn(Schema):
    """A part of the definition: its new value, or null to remove it."""

    value: Any = None
    seen: str | None = Field(
        None,
        max_length=16,
        description="The fingerprint that was read; guards against overwriting.",
    )


class MoveIn(Schema):
    """How far to move an entry of a list: up is negative."""

    steps: Annotated[int, Field(ge=-250, le=250)]


class NoteIn(Schema):
    """What changed, and why."""

    note: str = Field("", max_length=500)


class ReasonIn(Schema):
    """Why the call closes before its time."""

    reason: str = Field(min_length=1, max_length=300)


class ReopenIn(Schema):
    """Until when the call opens again."""

    closes_at: AwareDatetime | None = None


class RoundIn(Schema):
    """A round's titles, dates and envelope (CAD)."""

    title_en: Title
    title_fr: Title
    cutoff_at: AwareDatetime
    meets_on: date
    envelope: Money


class ChangeOut(Schema):
    """One difference in words; texts in English and French."""

    kind: str
    place: str
    before: tuple[str, str]
    after: tuple[str, str]


def _call(request: HttpRequest, slug: str) -> Call:
    return get_object_or_404(queries.visible_to(request.user), slug=slug)


def _version(request: HttpRequest, call: Call, number: int | None) -> CallVersion:
    """Return a version: the one that counts, or any that the person may see."""
    versions = call.versions.order_by("-number")
    if not policies.may_see_preparation(request.user, call) or (
        number is None and queries.current_version(call)
    ):
        versions = versions.exclude(published_at=None)
    if number is not None:
        return get_object_or_404(versions, number=number)
    return get_object_or_404(versions[:1])


@router.get("/", response=CursorPage[CallOut], auth=PUBLIC)
def calls(request: HttpRequest, cursor: str = "", limit: Limit = 50) -> dict[str, Any]:
    """List the calls that you may see, newest first."""
    return cursor_page(queries.visible_to(request.user), cursor, limit)


@router.get("/{slug}", response=CallOut, auth=PUBLIC)
def call(request: HttpRequest, slug: str) -> Call:
    """Read one call."""
    return _call(request, slug)


@router.get("/{slug}/definition", response=VersionOut, auth=PUBLIC)
def definition(
    request: HttpRequest, slug: str, version: Annotated[int, Field(ge=1, le=100_000)] | None = None
) -> CallVersion:
    """Read what a call asks, checks, scores and pays: the version that counts, or another."""
    return _version(request, _call(request, slug), version)


@router.get("/{slug}/rounds", response=list[RoundOut], auth=PUBLIC)
def rounds(request: HttpRequest, slug: str) -> Any:
    """List the rounds of a call."""
    return _call(request, slug).rounds.order_by("number")


@router.get("/{slug}/versions/{int:number}/changes", response=list[ChangeOut])
def changes(request: HttpRequest, slug: str, number: int) -> list[Any]:
    """Say in words what a version changed against the one before it."""
    found = _call(request, slug)
    require(policies.may_see_preparation, request.user, found)
    after = get_object_or_404(found.versions, number=min(number, 100_000))
    before = found.versions.filter(number=after.number - 1).first()
    return differences(before.whole, after.whole) if before else []


@router.post("/", response={201: CallOut, 409: Problem})
def create(request: HttpRequest, data: CallIn) -> Status[Call]:
    """Prepare a call; nobody else sees it until it is opened."""
    require(policies.may_create, request.user)
    fields = data.model_dump(exclude={"preset", "definition", "slug"})
    given = data.definition
    start: Definition = (
        services.validated(given) if given is not None else definition_from(preset(data.preset))
    )
    made = services.create_call(
        **fields, slug=data.slug or "", definition=start, by=request.user, at=now()
    )
    return Status(201, made)


@router.patch("/{slug}", response=CallOut)
def edit(request: HttpRequest, slug: str, data: CallPatch) -> Call:
    """Change title, summary or dates."""
    found = _call(request, slug)
    require(policies.may_edit, request.user, found)
    fields = data.model_dump(exclude_unset=True)
    fields = {k: v for k, v in fields.items() if v is not None or k in ("opens_at", "closes_at")}
    return services.edit_call(call=found, by=request.user, at=now(), **fields)


@router.put("/{slug}/definition/{path:path}", response=VersionOut)
def put_part(request: HttpRequest, slug: str, path: str, data: PartIn) -> CallVersion:
    """Replace, add or remove one part, such as `terms` or `sections/data/questions/data_needed`.

    A published version is never changed: the first edit starts the next one.
    """
    found = _call(request, slug)
    require(policies.may_edit, request.user, found)
    return services.edit_definition(
        call=found, path=path, value=data.value, seen=data.seen, by=request.user, at=now()
    )


@router.post("/{slug}/arrange/{path:path}", response=VersionOut)
def arrange(request: HttpRequest, slug: str, path: str, data: MoveIn) -> CallVersion:
    """Move one entry of a list up or down."""
    found = _call(request, slug)
    require(policies.may_edit, request.user, found)
    return services.move_part(call=found, path=path, steps=data.steps, by=request.user, at=now())


@router.post("/{slug}/publish", response=VersionOut)
def publish(request: HttpRequest, slug: str, data: NoteIn) -> CallVersion:
    """Make the version in preparation count."""
    found = _call(request, slug)
    require(policies.may_publish, request.user, found)
    return services.publish_version(call=found, by=request.user, at=now(), note=data.note)


@router.post("/{slug}/open", response=CallOut)
def open_(request: HttpRequest, slug: str) -> Call:
    """Open a call; doing it twice answers 409 kit.wrong_state."""
    found = _call(request, slug)
    require(policies.may_open, request.user, found)
    return services.open_call(call=found, by=request.user, at=now())


@router.post("/{slug}/close", response=CallOut)
def close(request: HttpRequest, slug: str, data: ReasonIn) -> Call:
    """Close a call before its deadline."""
    found = _call(request, slug)
    require(policies.may_close, request.user, found)
    return services.close_call(call=found, by=request.user, at=now(), reason=data.reason)


@router.post("/{slug}/reopen", response=CallOut)
def reopen(request: HttpRequest, slug: str, data: ReopenIn) -> Call:
    """Open a closed call again."""
    found = _call(request, slug)
    require(policies.may_reopen, request.user, found)
    return services.reopen_call(call=found, by=request.user, at=now(), closes_at=data.closes_at)


@router.post("/{slug}/archive", response=CallOut)
def archive(request: HttpRequest, slug: str) -> Call:
    """Take a call out of the lists."""
    found = _call(request, slug)
    require(policies.may_archive, request.user, found)
    return services.archive_call(call=found, by=request.user, at=now())


@router.post("/{slug}/rounds", response={201: RoundOut})
def add_round(request: HttpRequest, slug: str, data: RoundIn) -> Status[Round]:
    """Add a round; the same round sent twice is one."""
    found = _call(request, slug)
    require(policies.may_set_rounds, request.user, found)
    made = services.create_round(call=found, by=request.user, at=now(), **data.model_dump())
    return Status(201, made)


@router.put("/{slug}/rounds/{int:number}", response=RoundOut)
def edit_round(request: HttpRequest, slug: str, number: int, data: RoundIn) -> Round:
    """Change a round."""
    found = _call(request, slug)
    require(policies.may_set_rounds, request.user, found)
    round_ = get_object_or_404(found.rounds, number=min(number, 100_000))
    return services.edit_round(round_=round_, by=request.user, at=now(), **data.model_dump())
