"""Telling people and programs: queueing in the act's transaction, sending from the worker."""

from grappe.hub.notices.services.delivering import deliver_due, give_up_unsure, send_again
from grappe.hub.notices.services.digesting import write_digests
from grappe.hub.notices.services.hooks import (
    add_webhook,
    call_due,
    end_webhook,
    fan_out,
    renew_secret,
)
from grappe.hub.notices.services.inbox import mark_all_read, mark_read, stop_mail
from grappe.hub.notices.services.queueing import queue, queue_email, written
from grappe.hub.notices.services.wording import reset_template, save_template

__all__ = [
    "add_webhook",
    "call_due",
    "deliver_due",
    "end_webhook",
    "fan_out",
    "give_up_unsure",
    "mark_all_read",
    "mark_read",
    "queue",
    "queue_email",
    "renew_secret",
    "reset_template",
    "save_template",
    "send_again",
    "stop_mail",
    "write_digests",
    "written",
]
