"""What programs need of people: whose token it is, and the answers to writes sent twice."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from grappe.hub.people.models import ApiToken, IdempotentAnswer, User
from grappe.kit.api import KeyInUse, KeyReused

# A claim without an answer is left by a crash: its act was undone with it. Taken over after this.
ABANDONED_AFTER = timedelta(minutes=2)
KEPT_FOR = timedelta(days=7)


def person_of_token(token_hash: str, *, at: datetime) -> User | None:
    """Return the person whose token has this hash, if it is neither revoked nor expired."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(Q(expires_at=None) | Q(expires_at__gt=at), token_hash=token_hash, revoked_at=None)
        .first()
    )
    if token is None or not token.user.is_active:
        return None
    if token.last_used_on != at.date():  # a day is enough to find keys that nobody uses
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=at.date())
    return token.user


class KeptAnswers:
    """Answers to writes that carried an Idempotency-Key, one row a person and key."""

    @transaction.atomic
    def claim(self, *, user: User, key: str, request_hash: str, at: datetime) -> IdempotentAnswer:
        """Return a new row to answer, or the row with its answer; raise KeyReused or KeyInUse."""
        answer, made = IdempotentAnswer.objects.get_or_create(
            user=user, key=key, defaults={"request_hash": request_hash, "at": at}
        )
        if made:
            return answer
        if answer.request_hash != request_hash:
            raise KeyReused
        if answer.status is not None:
            return answer
        # Only one of those who find an abandoned claim moves its time, and has it.
        taken = IdempotentAnswer.objects.filter(
            pk=answer.pk, status=None, at=answer.at, at__lte=at - ABANDONED_AFTER
        ).update(at=at)
        if not taken:
            raise KeyInUse
        answer.at = at
        return answer

    def keep(self, *, answer: IdempotentAnswer, status: int, body: str) -> None:
        """Keep the answer, in the transaction of the act; raise KeyInUse if the claim was lost."""
        kept = IdempotentAnswer.objects.filter(pk=answer.pk, status=None, at=answer.at).update(
            status=status, body=body
        )
        if not kept:
            raise KeyInUse

    def release(self, *, answer: IdempotentAnswer) -> None:
        """Forget a claim under which nothing was done."""
        IdempotentAnswer.objects.filter(pk=answer.pk, status=None, at=answer.at).delete()


def forget_old_answers(*, at: datetime) -> int:
    """Delete the answers nobody will ask for again; return how many."""
    old = IdempotentAnswer.objects.filter(at__lt=at - KEPT_FOR)
    return old.delete()[0]
