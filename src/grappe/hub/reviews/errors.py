"""What reviews refuse, by name."""

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError, Stale


class InConflict(DomainError):
    """The person may not judge the proposal."""

    code = "reviews.in_conflict"
    message = _(
        "%(reviewer)s cannot review %(proposal)s: %(evidence)s "
        "Choose another reviewer from the list of candidates."
    )


class LoadFull(DomainError):
    """The reviewer takes no more."""

    code = "reviews.load_full"
    message = _(
        "%(reviewer)s takes at most %(most)s reviews at a time and has no room left. "
        "Choose somebody else, or ask them to raise their limit in their profile."
    )


class AlreadyAssigned(DomainError):
    """The reviewer has the proposal already."""

    code = "reviews.already_assigned"
    message = _(
        "%(reviewer)s has %(proposal)s already. Remind them instead of inviting them again."
    )


class NotAReviewer(DomainError):
    """Only active holders of the role review."""

    code = "reviews.not_a_reviewer"
    message = _(
        "%(reviewer)s is not an active expert reviewer. "
        "Give them the role first, or choose somebody else."
    )


class NotInReview(DomainError):
    """The proposal is not in a state in which reviews are asked or given."""

    code = "reviews.not_in_review"
    message = _(
        "%(proposal)s is “%(state)s”: reviews are asked and given only while it is submitted or in "
        "review. Ask a programme officer if this is not what you expect."
    )


class WrongRound(DomainError):
    """The proposal belongs to another round."""

    code = "reviews.wrong_round"
    message = _("%(proposal)s is not in the round “%(round)s”. Put it into the round first.")


class AgreementNeeded(DomainError):
    """The reviewer's agreement comes before the first answer."""

    code = "reviews.agreement_needed"
    message = _(
        "Accept the reviewer's agreement in your profile first; then come back to this invitation."
    )


class DueInThePast(DomainError):
    """A due date that has gone by."""

    code = "reviews.due_in_the_past"
    status = 422
    message = _("%(due)s has gone by. Choose a date after today.")


class ScoreOutside(DomainError):
    """A score that the criterion's anchors do not know."""

    code = "reviews.score_outside"
    status = 422
    message = _(
        "“%(criterion)s” is scored with a whole number from %(least)s to %(most)s, not %(value)s. "
        "Choose one of the scores on the page."
    )


class UnknownCriterion(DomainError):
    """A score on something that the call does not judge."""

    code = "reviews.unknown_criterion"
    status = 422
    message = _(
        "This call has no criterion “%(criterion)s”. Reload the page and score those shown."
    )


class Incomplete(DomainError):
    """A review without all its scores and justifications."""

    code = "reviews.incomplete"
    status = 422
    message = _(
        "Still missing: %(count)s. First: %(first)s "
        "What you wrote is kept; complete it and send again."
    )


class TooLong(DomainError):
    """A text longer than anybody reads."""

    code = "reviews.too_long"
    status = 422
    message = _(
        "“%(field)s” has %(length)s characters; at most %(most)s are kept. Shorten it and save again."
    )


class ReasonNeeded(DomainError):
    """An act that others will ask about needs its reason."""

    code = "reviews.reason_needed"
    status = 422
    message = _("Say why, in a sentence: the reason is kept with the act.")


class NothingToSay(DomainError):
    """An empty message."""

    code = "reviews.empty_message"
    status = 422
    message = _("The message is empty. Write something, then post it.")


class ReviewsMissing(DomainError):
    """Closing a review that has no review."""

    code = "reviews.none_sent"
    message = _(
        "No review of %(proposal)s has been sent, so there is nothing to decide on. "
        "Invite reviewers, or wait for the first review."
    )


class NotYet(DomainError):
    """Others' reviews open only after one's own is sent."""

    code = "reviews.own_first"
    status = 403
    message = _("Send your own review first; the others' reviews and the discussion open then.")


class TooSoon(DomainError):
    """Somebody reminded a moment ago."""

    code = "reviews.reminded_today"
    message = _("%(reviewer)s was reminded on %(day)s. Wait a day before you remind them again.")


class BadProfile(DomainError):
    """A value that no profile holds."""

    code = "reviews.bad_profile"
    status = 422
    message = _("%(field)s: %(why)s")


class StaleReview(Stale):
    """The review was saved in another window."""

    code = "kit.stale"
