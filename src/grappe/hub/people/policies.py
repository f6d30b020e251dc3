"""Who may do what with people and organisations."""

from typing import Any

from grappe.hub.people.enums import AffiliationRole
from grappe.hub.people.models import Affiliation, Invitation, Organisation, User
from grappe.kit.access import SIGNED_IN, ClusterRole, rule

C, A = ClusterRole, AffiliationRole
STAFF = {C.OFFICER, C.DIRECTOR}
CLUSTER = {*STAFF, C.FINANCE, C.OBSERVER, C.AUDITOR, C.COMMITTEE, C.BOARD}
SELF, INVITER = "self", "inviter"


def relations(user: Any, obj: Any) -> frozenset[str]:
    """Return what a person is to an organisation: the roles held in it now."""
    organisation = obj if isinstance(obj, Organisation) else getattr(obj, "organisation", None)
    if not user.is_authenticated or organisation is None or organisation.merged_into_id:
        return frozenset()
    mine = Affiliation.objects.filter(user=user, organisation=organisation, ended_on=None)
    return frozenset(mine.values_list("role", flat=True))


def invitation_relations(user: Any, invitation: Invitation | None) -> frozenset[str]:
    """Return what a person is to an invitation: its inviter, or an owner where it leads."""
    own = {INVITER} if invitation and invitation.invited_by_id == user.pk else set()
    return relations(user, invitation) | own


def self_relations(user: Any, obj: Any) -> frozenset[str]:
    """Return whether an object is the person, or belongs to the person."""
    owner = obj.pk if isinstance(obj, User) else getattr(obj, "user_id", None)
    return frozenset({SELF} if owner is not None and owner == user.pk else ())


may_list_organisations = rule("organisation.list", who={SIGNED_IN})
may_read_organisation = rule("organisation.read", who={*A, *CLUSTER}, relations=relations)
may_register_organisation = rule("organisation.register", who={SIGNED_IN})
may_edit_organisation = rule(
    "organisation.edit", who={A.OWNER, A.EDITOR, *STAFF}, relations=relations
)
may_read_invitations = rule("invitation.read", who={A.OWNER, *STAFF}, relations=relations)
may_invite_to_organisation = rule("invitation.send", who={A.OWNER, *STAFF}, relations=relations)
may_invite_to_cluster = rule("invitation.send_for_role", who={C.DIRECTOR})
may_handle_invitation = rule(
    "invitation.handle", who={A.OWNER, C.DIRECTOR, INVITER}, relations=invitation_relations
)
may_change_affiliation = rule("affiliation.change", who={A.OWNER, *STAFF}, relations=relations)
may_end_affiliation = rule(
    "affiliation.end",
    who={A.OWNER, SELF, *STAFF},
    relations=lambda user, one: relations(user, one) | self_relations(user, one),
)
may_manage_membership = rule("membership.manage", who={*STAFF, C.FINANCE})
may_export_organisations = rule("organisation.export", who=CLUSTER)

may_read_people = rule("people.list", who={*STAFF, C.AUDITOR})
may_grant_role = rule("role.grant", who={C.DIRECTOR})
may_answer_questions = rule("question.answer", who=STAFF)
may_read_questions = rule("question.read", who={*STAFF, C.AUDITOR})

may_edit_profile = rule("profile.edit", who={SELF}, relations=self_relations)
may_export_self = rule("profile.export", who={SELF}, relations=self_relations)
may_manage_token = rule("token.manage", who={SELF}, relations=self_relations)
may_declare_interest = rule("interest.declare", who={SELF}, relations=self_relations)
