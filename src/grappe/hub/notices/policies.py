"""Who may do what with notices. Everybody's inbox and webhooks are their own by `queries`."""

from typing import Any

from django.conf import settings

from grappe.kit.access import ANYONE, SIGNED_IN, ClusterRole, rule

STAFF = {ClusterRole.OFFICER, ClusterRole.DIRECTOR}
IN_DEMO = "anyone, in the demo"


def in_demo(user: Any, obj: Any) -> frozenset[str]:
    """Return the relation that opens the outbox in the demo, where no mail is sent."""
    return frozenset({IN_DEMO}) if settings.DEMO else frozenset()


may_read_own = rule("notice.read", {SIGNED_IN})
may_hook = rule("webhook.manage", {SIGNED_IN})
may_edit_letters = rule("template.edit", STAFF)
may_see_outbox = rule("outbox.see", {IN_DEMO, *STAFF}, relations=in_demo)
may_send_again = rule("outbox.send_again", STAFF)
may_stop_mail = rule("notice.stop_mail", {ANYONE})  # with the link of a mail
