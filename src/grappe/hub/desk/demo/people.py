"""The demo's people and organisations, and the real published projects of the directory."""

from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from grappe.hub.desk.demo.cast import DOMAIN, PASSWORD, Cast, read
from grappe.hub.people import services
from grappe.hub.people.enums import FeeState, Provenance
from grappe.hub.people.models import Organisation, User
from grappe.hub.projects.services import import_projects
from grappe.kit.access import ClusterRole

MEMBERS = ("boreale", "lumen", "granit", "orbite", "fundy", "tidewater", "prairie", "cascade")
FEE = Decimal(2500)  # invented: the real fee is not public


def build(cast: Cast) -> None:
    """Sign everybody up, give the roles, register the organisations and their memberships."""
    told = read("people")
    at, hashed = cast.ago(300), make_password(PASSWORD)
    for group in ("cluster", "committee", "board", "applicants"):
        for key, (name, language) in told[group].items():
            cast.people[key] = _person(key, name, language, hashed, cast)
    for who in told["reviewer"]:
        cast.people[who["key"]] = _person(who["key"], who["name"], who["language"], hashed, cast)
    _roles(cast, told)
    for fields in read("organisations")["organisation"]:
        cast.organisations[fields["key"]] = _organisation(cast, dict(fields))
    for who in told["reviewer"]:
        if key := who.get("past_employer"):
            services.declare_employer(
                user=cast.people[who["key"]],
                organisation=cast.organisations[key],
                title="Chief operating officer",
                started_on=cast.ago(3000).date(),
                ended_on=cast.ago(420).date(),
                by=cast.people[who["key"]],
                at=cast.ago(200),
            )
    published = files("grappe.hub.projects") / "data" / "published_projects.csv"
    import_projects(
        content=published.read_bytes(), name=published.name, by=cast.people["officer"], at=at
    )


def _person(key: str, name: str, language: str, hashed: str, cast: Cast) -> User:
    email = f"{key}@{DOMAIN}"
    user = User.objects.create(
        email=email,
        full_name=name,
        language=language,
        password=hashed,
        provenance=Provenance.INVENTED,
        created_at=cast.ago(300),
    )
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _roles(cast: Cast, told: dict[str, Any]) -> None:
    at, director = cast.ago(299), cast.people["director"]
    services.create_director(
        email=director.email, full_name=director.full_name, password=None, at=at
    )
    roles = {key: ClusterRole(key) for key in told["cluster"] if key != "director"}
    roles |= dict.fromkeys(told["committee"], ClusterRole.COMMITTEE)
    roles |= dict.fromkeys(told["board"], ClusterRole.BOARD)
    roles |= {who["key"]: ClusterRole.REVIEWER for who in told["reviewer"]}
    for key, role in roles.items():
        services.grant_role(user=cast.people[key], role=role, by=director, at=at)


def _organisation(cast: Cast, told: dict[str, Any]) -> Organisation:
    key, sectors, canadian = told.pop("key"), told.pop("sectors"), told.pop("canadian")
    fields = told | {
        "canadian_controlled": canadian,
        "country": "CA",
        "email_domain": f"{key}.{DOMAIN}",
    }
    made = services.register_organisation(
        fields=fields, sectors=sectors, by=cast.people[key], at=cast.ago(290)
    )
    Organisation.objects.filter(pk=made.pk).update(provenance=Provenance.INVENTED)
    if key in MEMBERS:
        membership = services.open_membership(
            organisation=made,
            starts_on=cast.ago(250).date(),
            ends_on=(cast.ago(250) + timedelta(days=364)).date(),
            fee=FEE,
            by=cast.people["officer"],
            at=cast.ago(250),
        )
        services.set_fee_state(
            membership=membership,
            fee_state=FeeState.PAID if key != "prairie" else FeeState.DUE,
            by=cast.people["finance"],
            at=cast.ago(240),
        )
    return made
