"""Why a file of projects is refused as a whole; what is wrong with a row stands in the report."""

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class NotUtf8(DomainError):
    """The file is text in another encoding."""

    code = "projects.not_utf8"
    status = 422
    message = _(
        "%(name)s is not written in UTF-8; it looks like %(encoding)s. "
        "Save it again as “CSV UTF-8”. Nothing was loaded."
    )


class NotCsv(DomainError):
    """The file is not a table in text."""

    code = "projects.not_csv"
    status = 422
    message = _(
        "%(name)s cannot be read as CSV: %(why)s. Export it again as “CSV UTF-8”. "
        "Nothing was loaded."
    )


class WrongHeader(DomainError):
    """The first line does not name the columns of a file of projects."""

    code = "projects.wrong_header"
    status = 422
    message = _(
        "The first line of %(name)s must name the columns: missing %(missing)s, twice %(twice)s. "
        "The columns are %(expected)s. Nothing was loaded."
    )


class TooManyRows(DomainError):
    """The file holds more than one import takes."""

    code = "projects.too_many_rows"
    status = 422
    message = _(
        "%(name)s holds more than %(most)s rows or %(megabytes)s MB. "
        "Split it into smaller files. Nothing was loaded."
    )
