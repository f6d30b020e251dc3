"""What reviewers and officers are told; nothing of a proposal's content, and never to the conflicted."""

from django.utils.translation import gettext_lazy as _

from grappe.hub.notices.registry import Letter

SAMPLE = {
    "reviewer": "Ada Tremblay",
    "reference": "P-2026-00042",
    "due": "2026-12-14",
    "count": "3",
    "days": "2",
    "spread": "2.1",
    "reason": "no time before the date",
}

LETTERS = [
    Letter(
        "review.invited",
        subject=_("You are asked to review a proposal, by %(due)s"),
        body=_(
            "Dear %(reviewer)s,\n\nThe cluster asks for your opinion on a proposal. Open the "
            "invitation to see its title, its abstract and its partners, then accept or decline. "
            "If you are close to one of the partners, decline for that reason: the proposal will be "
            "shut to you at once.\n\nThe review is due on %(due)s."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.accepted",
        subject=_("%(reviewer)s will review %(reference)s"),
        body=_("%(reviewer)s accepted to review %(reference)s, due on %(due)s."),
        sample=SAMPLE,
    ),
    Letter(
        "review.declined",
        subject=_("%(reviewer)s declined to review %(reference)s"),
        body=_(
            "%(reviewer)s declined to review %(reference)s (%(reason)s). "
            "Choose another reviewer from the list of candidates."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.cancelled",
        subject=_("A review is no longer asked of you"),
        body=_(
            "Dear %(reviewer)s,\n\nOne of the reviews that were asked of you is no longer needed. "
            "Thank you for your readiness. There is nothing to do."
        ),
        sample=SAMPLE,
    ),
    Letter(
        "review.reminder",
        subject=_("A review is waiting for you, due on %(due)s"),
        body=_("Dear %(reviewer)s,\n\nA review that was asked of you is due on %(due)s."),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.overdue",
        subject=_("A review was due on %(due)s"),
        body=_(
            "Dear %(reviewer)s,\n\nA review that was asked of you was due on %(due)s. "
            "Send it, or tell us that you cannot, so that somebody else can be asked."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.overdue_officers",
        subject=_("The review of %(reference)s by %(reviewer)s is overdue"),
        body=_(
            "The review of %(reference)s by %(reviewer)s was due on %(due)s. "
            "Remind them, give more time, or replace them."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.all_in",
        subject=_("All reviews of %(reference)s are in"),
        body=_("%(count)s reviews of %(reference)s are in. Read them, and close the review."),
        sample=SAMPLE,
    ),
    Letter(
        "review.disputed",
        subject=_("The reviewers of %(reference)s disagree"),
        body=_(
            "The scores of %(reference)s lie %(spread)s apart, more than the call allows. "
            "Ask the reviewers to discuss, or invite a further reviewer."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
    Letter(
        "review.posted",
        subject=_("A new message about %(reference)s"),
        body=_("There is a new message in the reviewers' discussion of %(reference)s."),
        sample=SAMPLE,
    ),
    Letter(
        "review.conflict_found",
        subject=_("A reviewer of %(reference)s has come into conflict"),
        body=_(
            "%(reviewer)s has come into a conflict of interest with %(reference)s. The proposal was "
            "shut to them and their assignment cancelled. Choose another reviewer."
        ),
        sample=SAMPLE,
        must_act=True,
    ),
]
