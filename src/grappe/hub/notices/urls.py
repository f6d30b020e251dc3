"""Addresses of notices."""

from django.urls import path

from grappe.hub.notices.views import hooks, inbox, letters

app_name = "notices"
urlpatterns = [
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/read/", inbox.read_all, name="read_all"),
    path("inbox/<int:notice_id>/", inbox.notice, name="notice"),
    path("mail/stop/<str:token>/", inbox.unsubscribe, name="unsubscribe"),
    path("letters/", letters.templates, name="templates"),
    path("letters/<str:key>/", letters.template, name="template"),
    path("letters/<str:key>/reset/", letters.reset, name="reset_template"),
    path("outbox/", letters.outbox, name="outbox"),
    path("outbox/<int:notice_id>/", letters.letter, name="letter"),
    path("outbox/<int:notice_id>/again/", letters.send_again, name="send_again"),
    path("webhooks/", hooks.webhooks, name="webhooks"),
    path("webhooks/<int:webhook_id>/", hooks.webhook, name="webhook"),
    path("webhooks/<int:webhook_id>/end/", hooks.end, name="end_webhook"),
    path("webhooks/<int:webhook_id>/secret/", hooks.renew, name="renew_secret"),
]
