"""Addresses of people."""

from django.urls import path

from grappe.hub.people.views import account, invitations, organisations, people, questions

app_name = "people"
urlpatterns = [
    path("account/", account.profile, name="profile"),
    path("account/data/", account.my_data, name="my_data"),
    path("account/security/", account.security, name="security"),
    path("account/tokens/", account.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", account.revoke_token, name="revoke_token"),
    path("account/interests/", account.interests, name="interests"),
    path("account/interests/new/", account.declare_interest, name="declare_interest"),
    path("account/interests/<int:pk>/end/", account.end_interest, name="end_interest"),
    path("account/employers/new/", account.declare_employer, name="declare_employer"),
    path("organisations/", organisations.listed, name="organisations"),
    path("organisations/new/", organisations.register, name="register"),
    path("organisations/<int:pk>/", organisations.one, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit, name="edit"),
    path("organisations/<int:pk>/invite/", invitations.invite, name="invite"),
    path(
        "organisations/<int:pk>/people/<int:tie>/",
        organisations.change_affiliation,
        name="change_affiliation",
    ),
    path(
        "organisations/<int:pk>/people/<int:tie>/end/",
        organisations.end_affiliation,
        name="end_affiliation",
    ),
    path(
        "organisations/<int:pk>/memberships/new/",
        organisations.open_membership,
        name="open_membership",
    ),
    path(
        "organisations/<int:pk>/memberships/<int:membership>/fee/",
        organisations.set_fee_state,
        name="set_fee_state",
    ),
    path(
        "organisations/<int:pk>/memberships/<int:membership>/end/",
        organisations.end_membership,
        name="end_membership",
    ),
    path("invitations/<int:pk>/resend/", invitations.resend, name="resend_invitation"),
    path("invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("invitations/<str:secret>/", invitations.show, name="invitation"),
    path("people/", people.listed, name="people"),
    path("people/invite/", invitations.invite_to_role, name="invite_to_role"),
    path("people/<int:pk>/", people.one, name="person"),
    path("people/<int:pk>/roles/new/", people.grant, name="grant_role"),
    path("people/<int:pk>/roles/<int:grant>/end/", people.end_grant, name="end_role"),
    path("questions/", questions.listed, name="questions"),
    path("questions/look/", questions.look, name="look_for_questions"),
    path("questions/duplicates/<int:pk>/", questions.duplicate, name="duplicate"),
    path("questions/links/<int:pk>/", questions.link, name="link"),
]
