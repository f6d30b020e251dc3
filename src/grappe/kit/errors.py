"""What a service raises when it refuses: a stable code, the numbers, and what to do about it."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal by a rule of the field, in the person's language.

    Subclasses set `code` (stable: the API and the guide link to it) and `message`, which says what
    happened with its numbers and then what to do. `status` is the HTTP status it is answered with.
    """

    code: ClassVar[str] = "kit.refused"
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise] = _("This was refused.")

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params if self.params else str(self.message)


class Stale(DomainError):
    """Somebody else saved first."""

    code = "kit.stale"
    message = _(
        "%(who)s changed this at %(at)s, after you opened it. "
        "Compare both texts below, keep what you want, and save again."
    )


class Refused(DomainError):
    """The person lacks the right; the reason is said, the object is not described."""

    code = "kit.forbidden"
    status = 403
    message = _(
        "You may not do this here. Ask an owner of your organisation or a programme officer, "
        "and give them this code: %(action)s."
    )


class Unreadable(DomainError):
    """A file or a text that cannot be read as what it claims to be."""

    code = "kit.unreadable"
    status = 422
    message = _("%(name)s cannot be read: %(why)s. Nothing was stored.")


def joined(*parts: str | Promise) -> Promise:
    """Join lazily translated parts with a space."""
    return format_lazy(" ".join("{}" for _part in parts), *parts)
