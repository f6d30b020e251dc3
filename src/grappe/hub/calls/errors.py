"""What calls refuse, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class InvalidDefinition(DomainError):
    """A part of the definition does not hold together."""

    code = "calls.invalid_definition"
    status = 422
    message = _("%(place)s: %(problem)s Nothing was saved.")


class Incomplete(DomainError):
    """The call lacks something that its readers need, such as one of the languages."""

    code = "calls.incomplete"
    status = 422
    message = _("%(count)s things are missing before this can be published: %(missing)s.")


class NothingToPublish(DomainError):
    """There is no version in preparation."""

    code = "calls.nothing_to_publish"
    message = _(
        "Version %(number)s is already published and nothing was changed since. Edit a part first."
    )


class NoteMissing(DomainError):
    """A later version is published without a word on what changed."""

    code = "calls.note_missing"
    status = 422
    message = _("Version %(number)s needs a note for applicants. Say what changed, and why.")


class DatesMissing(DomainError):
    """A dated call has no usable window."""

    code = "calls.dates_missing"
    status = 422
    message = _(
        "A call for proposals needs a day on which it opens and a later, future day on which it "
        "closes. It now opens %(opens)s and closes %(closes)s. Correct the dates."
    )


class HasNoDeadline(DomainError):
    """The continuous intake was given a closing date."""

    code = "calls.has_no_deadline"
    status = 422
    message = _(
        "The continuous intake never closes, so it has no closing date. Leave it empty and use the "
        "cut-off dates of its rounds."
    )


class AddressTaken(DomainError):
    """Another call has this address."""

    code = "calls.address_taken"
    message = _("Another call already has the address “%(slug)s”. Choose another.")


class RoundOutOfOrder(DomainError):
    """The committee would meet before the round's cut-off."""

    code = "calls.round_out_of_order"
    status = 422
    message = _(
        "The committee would meet on %(meets)s, before the cut-off on %(cutoff)s. "
        "Choose a later meeting or an earlier cut-off."
    )


class NoSuchPart(DomainError):
    """Somebody removed the part, or the address was never one."""

    code = "calls.no_such_part"
    status = 404
    message = _("“%(path)s” is no longer part of this call. Reload the page to see what is.")
