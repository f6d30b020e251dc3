"""What the services of people and organisations refuse."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class BadBusinessNumber(DomainError):
    """The business number cannot be one."""

    code = "people.bad_business_number"
    status: ClassVar[int] = 422
    message = _(
        "%(number)s is not a business number: %(why)s. "
        "Copy the first nine digits from a letter of the Canada Revenue Agency."
    )


class BusinessNumberTaken(DomainError):
    """Another organisation has this number."""

    code = "people.business_number_taken"
    message = _(
        "The business number %(number)s belongs to %(name)s, which is registered already. "
        "Ask its owner for an invitation, or check the number."
    )


class BadOwnership(DomainError):
    """A parent that cannot be one."""

    code = "people.bad_ownership"
    status: ClassVar[int] = 422
    message = _(
        "%(parent)s cannot own %(name)s: it belongs to %(name)s itself. Choose another parent."
    )


class ParentUnknown(DomainError):
    """No organisation has the name of the parent."""

    code = "people.parent_unknown"
    status: ClassVar[int] = 422
    message = _("No organisation called “%(name)s” is registered. Register it first.")


class ParentUnclear(DomainError):
    """Several organisations have the name of the parent."""

    code = "people.parent_unclear"
    status: ClassVar[int] = 422
    message = _("%(count)s organisations are called “%(name)s”. Write the legal name.")


class LastOwner(DomainError):
    """An organisation always has an owner."""

    code = "people.last_owner"
    message = _(
        "%(person)s is the last owner of %(name)s. Make someone else an owner first, then try again."
    )


class AlreadyAffiliated(DomainError):
    """The person is in this organisation already."""

    code = "people.already_affiliated"
    message = _("%(person)s belongs to %(name)s already. Change the role there instead.")


class BadDates(DomainError):
    """An end before its beginning, or a past that is still to come."""

    code = "people.bad_dates"
    status: ClassVar[int] = 422
    message = _(
        "The end (%(end)s) must not lie before the beginning (%(start)s), "
        "and what is past must have ended by %(today)s. Correct the dates."
    )


class MembershipOverlaps(DomainError):
    """Two memberships at a time."""

    code = "people.membership_overlaps"
    message = _(
        "%(name)s is a member from %(start)s until %(end)s already. "
        "Choose dates outside of it, or end that membership first."
    )


class MembershipEnded(DomainError):
    """A membership that was ended is not changed."""

    code = "people.membership_ended"
    message = _("This membership of %(name)s has ended. Open a new one instead.")


class NotYourInvitation(DomainError):
    """The invitation was sent to another address."""

    code = "people.not_your_invitation"
    status: ClassVar[int] = 403
    message = _(
        "This invitation was sent to %(invited)s, but you are signed in as %(mine)s. "
        "Sign in with that address, add and confirm it under your e-mail addresses, "
        "or ask for an invitation to the address you use."
    )


class InvitationClosed(DomainError):
    """The invitation was used, revoked, or is too old."""

    code = "people.invitation_closed"
    status: ClassVar[int] = 410
    message = _(
        "This invitation is “%(state)s” and cannot be used. Ask %(inviter)s to send you a new one."
    )


class InvitedAlready(DomainError):
    """An invitation to the same is on its way."""

    code = "people.invited_already"
    message = _(
        "%(email)s has an open invitation here, sent on %(day)s. "
        "Send it again or revoke it from the list of invitations."
    )


class ToOneself(DomainError):
    """Nobody gives a cluster role to themselves, or takes one from themselves."""

    code = "people.to_oneself"
    status: ClassVar[int] = 403
    message = _(
        "Nobody grants or ends their own cluster role. Ask another programme director to do it."
    )


class RoleHeld(DomainError):
    """The person has the role already."""

    code = "people.role_held"
    message = _("%(person)s is %(role)s already. Nothing was changed.")


class LastDirector(DomainError):
    """The cluster always has a programme director."""

    code = "people.last_director"
    message = _("%(person)s is the last programme director. Grant the role to someone else first.")


class DirectorExists(DomainError):
    """The first director is made once."""

    code = "people.director_exists"
    message = _(
        "There are %(count)s programme directors already. One of them grants the role, in the product."
    )


class CannotMerge(DomainError):
    """Two records that cannot become one."""

    code = "people.cannot_merge"
    message = _("%(other)s cannot be merged into %(kept)s: %(why)s.")


class Answered(DomainError):
    """The question has its answer."""

    code = "people.question_answered"
    message = _("%(person)s answered this question on %(day)s: %(state)s. Reload the page.")


class ReasonMissing(DomainError):
    """A decision about others needs its reason."""

    code = "people.reason_missing"
    status: ClassVar[int] = 422
    message = _("Say why, in a few words: the reason is kept with the answer.")


class UnknownRole(DomainError):
    """The role does not exist."""

    code = "people.unknown_role"
    status: ClassVar[int] = 422
    message = _("“%(role)s” is not a role here. Choose one of: %(roles)s.")


class TokenLimit(DomainError):
    """Too many keys are open."""

    code = "people.token_limit"
    message = _("You have %(count)s open API tokens, the most there may be. Revoke one first.")
