"""What notices refuse."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class NotToSendAgain(DomainError):
    """Only what failed, or perhaps failed, may be sent again."""

    code = "notices.not_to_send_again"
    message = _(
        "This mail is “%(state)s”, so there is nothing to send again. Reload the page. A letter with "
        "a secret link is forgotten once sent: have the person ask for a new one."
    )


class UnknownLetter(DomainError):
    """No letter has this key."""

    code = "notices.unknown_letter"
    status: ClassVar[int] = 404
    message = _("There is no letter “%(key)s”. Choose one from the list of letters.")


class UnknownPlaceholder(DomainError):
    """The wording names something that the product does not fill in."""

    code = "notices.unknown_placeholder"
    status: ClassVar[int] = 422
    message = _(
        "%(unknown)s cannot be filled in. Use only %(known)s, and write %%%% for a per cent sign."
    )


class BadLink(DomainError):
    """The link to end mail was altered or cut."""

    code = "notices.bad_link"
    status: ClassVar[int] = 404
    message = _(
        "This link is not whole. Copy it again from the mail, or choose your e-mail in your account."
    )


class BadAddress(DomainError):
    """A webhook's address is not one that may be called."""

    code = "notices.bad_address"
    status: ClassVar[int] = 422
    message = _(
        "%(url)s cannot be called: %(why)s. Give an address that begins with https:// and is "
        "reachable from the internet."
    )


class TooManyWebhooks(DomainError):
    """A person has enough webhooks."""

    code = "notices.too_many_webhooks"
    message = _("You have %(count)s webhooks, the most one person may have. End one first.")
