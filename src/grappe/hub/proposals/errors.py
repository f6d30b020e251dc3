"""What proposals refuse, by name."""

from django.utils.translation import gettext_lazy as _

from grappe.kit.errors import DomainError, Stale


class CallNotOpen(DomainError):
    """The call takes nothing at this time."""

    code = "proposals.call_not_open"
    message = _(
        "“%(call)s” does not take proposals now (%(when)s). "
        "Look for another open call, or ask a programme officer."
    )


class TooLate(DomainError):
    """The day given to hand it in again has passed."""

    code = "proposals.too_late"
    message = _(
        "This could be handed in until %(due)s. Ask a programme officer for more time; "
        "what you wrote is kept."
    )


class NotInDraft(DomainError):
    """Somebody edits what is no longer a draft."""

    code = "proposals.not_in_draft"
    message = _(
        "This proposal is “%(state)s” and cannot be changed. To correct it, ask a programme officer "
        "to return it, or withdraw it and start again."
    )


class BeingDecided(DomainError):
    """A proposal is taken back while the cluster decides on it."""

    code = "proposals.being_decided"
    message = _(
        "%(reference)s is being decided on and can no longer be taken back here. Wait for the letter, "
        "or write to your programme officer."
    )


class NotReady(DomainError):
    """Something stands between a draft and its submission."""

    code = "proposals.not_ready"
    message = _(
        "%(count)s points stand between this draft and its submission. First: %(first)s "
        "Follow the links of the list, then submit again."
    )


class UnknownQuestion(DomainError):
    """An answer to a question that the call does not ask."""

    code = "proposals.unknown_question"
    status = 422
    message = _(
        "This call asks no question “%(question)s”. Reload the page: the call may have changed."
    )


class BadAnswer(DomainError):
    """An answer of the wrong type or outside its limits."""

    code = "proposals.bad_answer"
    status = 422
    message = _("“%(label)s”: %(why)s")


class BadText(DomainError):
    """A text that no field holds."""

    code = "proposals.bad_value"
    status = 422
    message = _("%(field)s: %(why)s")


class StaleAnswer(Stale):
    """Two people changed one answer; both texts are kept and shown."""

    code = "kit.stale"


class AlreadyPartner(DomainError):
    """The organisation takes part already."""

    code = "proposals.already_partner"
    message = _("%(organisation)s is in this consortium already. Change its part instead.")


class LeadStays(DomainError):
    """The lead cannot leave its own proposal."""

    code = "proposals.lead_stays"
    message = _(
        "%(organisation)s leads this proposal and cannot leave it. "
        "Make another partner the lead first, or withdraw the proposal."
    )


class PartInUse(DomainError):
    """A partner that still owns something in the plans."""

    code = "proposals.part_in_use"
    message = _(
        "%(organisation)s still owns %(count)s entries of the IP and data plans. "
        "Give them another owner, then remove the partner."
    )


class NothingToConfirm(DomainError):
    """A part without a description or money cannot be confirmed."""

    code = "proposals.nothing_to_confirm"
    message = _(
        "%(organisation)s cannot confirm an empty part. Describe what it does in the project first."
    )


class PartChanged(DomainError):
    """The part shown is not the part stored."""

    code = "proposals.part_changed"
    message = _(
        "This part changed after you opened the page. Read it again below; confirm it if it is right."
    )


class UnknownCategory(DomainError):
    """A cost category that the call does not know."""

    code = "proposals.unknown_category"
    status = 422
    message = _("The call has no cost category “%(category)s”. Its categories are: %(known)s.")


class QuarterOutside(DomainError):
    """A cost outside the project's dates."""

    code = "proposals.quarter_outside"
    status = 422
    message = _(
        "%(quarter)s lies outside the project, which runs from %(starts)s to %(ends)s. "
        "Move the cost, or change the dates of the project."
    )


class NoDates(DomainError):
    """A budget by quarter needs the project's dates."""

    code = "proposals.no_dates"
    message = _("The budget goes by quarter. Give the start and the end of the project first.")


class BadAmount(DomainError):
    """An amount that no budget holds."""

    code = "proposals.bad_amount"
    status = 422
    message = _(
        "%(amount)s is not an amount of a budget: write 0 or more, at most %(most)s, in whole cents."
    )


class BadBudgetFile(DomainError):
    """A budget file with mistakes; nothing of it is stored."""

    code = "proposals.bad_budget_file"
    status = 422
    message = _(
        "%(count)s cells of %(name)s cannot be read, so nothing was changed. First: %(first)s "
        "Correct them in the file and import it again."
    )


class StaleBudget(Stale):
    """Somebody else changed the budget of this part first."""

    code = "kit.stale"


class TooMany(DomainError):
    """More entries than anybody reads."""

    code = "proposals.too_many"
    status = 422
    message = _("A proposal holds at most %(most)s %(what)s. Remove some, or put several into one.")


class NoRound(DomainError):
    """No round of this call can take the proposal."""

    code = "proposals.no_round"
    message = _(
        "“%(round)s” is not a round of this call. Choose one of its own rounds, or create one."
    )


class ReasonNeeded(DomainError):
    """An act that others will ask about needs its reason."""

    code = "proposals.reason_needed"
    status = 422
    message = _("Say why, in a sentence or more: the consortium will read it.")


class DueInThePast(DomainError):
    """A day to hand it in again that has gone by."""

    code = "proposals.due_in_the_past"
    status = 422
    message = _("%(due)s has gone by. Choose a day after today.")


class NewerVersion(DomainError):
    """The call was changed after the draft was begun."""

    code = "proposals.newer_version"
    message = _(
        "The call was changed (version %(number)s). Take over the changes, look at what is new, "
        "and submit again; your answers are kept."
    )
