"""What decisions refuse, by name."""

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError


class MeetingExists(DomainError):
    """A round meets once."""

    code = "decisions.meeting_exists"
    message = _("%(round)s has its meeting already. Open it from the list of meetings.")


class NothingToDecide(DomainError):
    """No proposal of the round has been reviewed."""

    code = "decisions.nothing_to_decide"
    message = _(
        "%(round)s has no reviewed proposal to decide on. Close the reviews of its proposals first."
    )


class AboveAsked(DomainError):
    """More money than the consortium asks for."""

    code = "decisions.above_asked"
    message = _("%(amount)s is more than the %(asked)s asked for. Give at most what is asked.")


class AboveEnvelope(DomainError):
    """The draft selection would cost more than the round has."""

    code = "decisions.above_envelope"
    message = _(
        "With %(amount)s for %(reference)s the selection costs %(total)s, but the envelope is "
        "%(envelope)s. At most %(left)s is left for it: lower the amount, or take another "
        "proposal out."
    )


class AboveEnvelopeUnseen(DomainError):
    """The same, said to someone who may not see the whole selection."""

    code = "decisions.above_envelope"
    message = _(
        "%(amount)s for %(reference)s does not fit in the envelope. "
        "Ask an officer who sees the whole selection to place it."
    )


class AmountMissing(DomainError):
    """To fund without an amount."""

    code = "decisions.amount_missing"
    status = 422
    message = _("To fund a proposal, give an amount above 0, at most the %(asked)s asked for.")


class OverruleNeedsReason(DomainError):
    """The draft leaves the score line without saying why."""

    code = "decisions.overrule_needs_reason"
    status = 422
    message = _(
        "The score line suggests “%(suggested)s” for %(reference)s. "
        "Say in a sentence why you propose otherwise: the committee will read it."
    )


class ReasonNeeded(DomainError):
    """An act that others will ask about needs its reason."""

    code = "decisions.reason_needed"
    status = 422
    message = _("Say why, in a sentence or more: it is kept in the minutes.")


class BadBallot(DomainError):
    """A word that is no vote."""

    code = "decisions.bad_ballot"
    status = 422
    message = _("“%(ballot)s” is not a vote. Vote for, against or abstain.")


class PollNotOpen(DomainError):
    """Nobody votes now."""

    code = "decisions.poll_not_open"
    message = _("No vote of the %(body)s is open on %(meeting)s. Votes given before are kept.")


class PollOpen(DomainError):
    """A vote is under way."""

    code = "decisions.poll_open"
    message = _("A vote is open on %(meeting)s. Close it first.")


class NotAMember(DomainError):
    """Only members of the body vote."""

    code = "decisions.not_a_member"
    status = 403
    message = _("Only members of the %(body)s vote here. You are not one of them now.")


class NotBeforeYou(DomainError):
    """References that are not in the vote, or from which the member is recused: told alike."""

    code = "decisions.not_before_you"
    status = 404
    message = _(
        "%(items)s: not before you in this vote. Either it is no part of it, or a conflict of "
        "interest keeps you out. Your other votes are kept."
    )


class OtherBody(DomainError):
    """The person has voted on this item in the other body."""

    code = "decisions.other_body"
    message = _(
        "You voted on %(reference)s as a member of the %(body)s. "
        "Nobody votes on the same proposal in both bodies."
    )


class NoQuorum(DomainError):
    """Items on which too few members without recusal are present."""

    code = "decisions.no_quorum"
    message = _(
        "Without quorum (%(quorum)s members without recusal) stay undecided: %(items)s. "
        "Wait for more members, or set these items aside for a later meeting; the others can "
        "then be closed."
    )


class QuorumOutOfReach(DomainError):
    """The body has fewer members than its quorum."""

    code = "decisions.quorum_out_of_reach"
    message = _(
        "The %(body)s has %(members)s members and its quorum is %(quorum)s. "
        "Appoint members before opening the vote."
    )


class FeedbackMissing(DomainError):
    """A declined applicant would get no feedback."""

    code = "decisions.feedback_missing"
    message = _(
        "%(count)s declined proposals lack feedback in both languages: %(items)s. "
        "Write it, prepare the letters again, then release them."
    )


class LettersNotReady(DomainError):
    """A letter is missing, or older than its texts."""

    code = "decisions.letters_not_ready"
    message = _(
        "%(count)s letters are not prepared, or are older than their texts: %(items)s. "
        "Prepare the letters, read them, then release them."
    )


class LettersReleased(DomainError):
    """What applicants have read is not changed."""

    code = "decisions.letters_released"
    message = _(
        "The letters of %(meeting)s were released on %(day)s. "
        "To change a decision, supersede it with a reason."
    )


class NotStanding(DomainError):
    """Only a ratified decision is superseded."""

    code = "decisions.not_standing"
    message = _(
        "The decision on %(reference)s is “%(state)s”. Only a ratified decision whose letter "
        "was released can be superseded."
    )


class RoundTooLate(DomainError):
    """The later round cannot take the proposal."""

    code = "decisions.round_too_late"
    message = _(
        "%(round)s cannot take this proposal: its vote has begun, or it is of another call. "
        "Choose a later round of the same call."
    )


class SelectionFrozen(DomainError):
    """The draft selection changes only before a vote."""

    code = "decisions.selection_frozen"
    message = _(
        "The draft selection of %(meeting)s was frozen when its vote opened (now: %(state)s). "
        "It can be changed again only if the board sends it back."
    )


class TextTooLong(DomainError):
    """A text longer than its field."""

    code = "decisions.text_too_long"
    status = 422
    message = _(
        "A text here holds at most %(most)s characters; this one has %(length)s. Shorten it."
    )


class SelectionAboveEnvelope(DomainError):
    """The envelope was lowered under the draft selection."""

    code = "decisions.above_envelope"
    message = _(
        "The selection costs %(total)s, but the envelope is %(envelope)s. "
        "Lower amounts or take proposals out, then open the vote."
    )


class NotRatified(DomainError):
    """Letters follow the board."""

    code = "decisions.not_ratified"
    message = _("%(meeting)s is not ratified by the board yet. Letters follow its vote.")
