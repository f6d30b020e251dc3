"""What people are told about organisations and roles."""

from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.registry import Letter

LETTERS = [
    Letter(
        "people.invited",
        subject=_("%(inviter)s invites you to %(where)s"),
        body=_(
            "Hello,\n\n%(inviter)s invites you to join %(where)s as %(role)s.\n\n"
            "Accept until %(expires)s:\n%(link)s\n\n"
            "If you do not know why you receive this, you need not do anything."
        ),
        sample={
            "inviter": "Ada Tremblay",
            "where": "Optel",
            "role": "editor",
            "expires": "2026-12-07",
            "link": "https://example.org/invitations/…/",
        },
        must_act=True,
    ),
    Letter(
        "people.invitation_accepted",
        subject=_("%(person)s has joined %(where)s"),
        body=_("%(person)s accepted your invitation to %(where)s as %(role)s."),
        sample={"person": "Noor Singh", "where": "Optel", "role": "editor"},
    ),
    Letter(
        "people.role_granted",
        subject=_("You are now %(role)s of the cluster"),
        body=_("%(by)s made you %(role)s of the cluster. Your desk shows what that lets you do."),
        sample={"role": "programme officer", "by": "Ada Tremblay"},
    ),
    Letter(
        "people.role_ended",
        subject=_("Your role as %(role)s has ended"),
        body=_("%(by)s ended your role as %(role)s. Write to the cluster if this is a mistake."),
        sample={"role": "programme officer", "by": "Ada Tremblay"},
    ),
    Letter(
        "people.affiliation_changed",
        subject=_("Your role at %(where)s: %(role)s"),
        body=_("%(by)s made you %(role)s of %(where)s."),
        sample={"by": "Ada Tremblay", "role": "owner", "where": "Optel"},
    ),
    Letter(
        "people.affiliation_ended",
        subject=_("You no longer act for %(where)s"),
        body=_("%(by)s ended your role at %(where)s on %(day)s."),
        sample={"by": "Ada Tremblay", "where": "Optel", "day": "2026-11-23"},
    ),
    Letter(
        "people.merged",
        subject=_("%(other)s is now one with %(kept)s"),
        body=_(
            "%(by)s found that %(other)s and %(kept)s are one organisation. Everything of "
            "%(other)s is kept under %(kept)s. Write to the cluster if this is a mistake."
        ),
        sample={"other": "Optel Group Inc.", "kept": "Optel", "by": "Ada Tremblay"},
    ),
    Letter(
        "people.membership",
        subject=_("Membership of %(where)s: %(start)s to %(end)s, fee %(state)s"),
        body=_(
            "%(where)s is a member of the cluster from %(start)s to %(end)s. "
            "The fee of %(fee)s is %(state)s."
        ),
        sample={
            "where": "Optel",
            "start": "2026-04-01",
            "end": "2027-03-31",
            "fee": "$2,500",
            "state": "paid",
        },
    ),
]
