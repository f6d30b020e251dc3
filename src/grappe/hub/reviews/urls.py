"""Addresses of reviews."""

from django.urls import URLPattern, path, re_path

from grappe.hub.reviews.views import mine, officers, profile, proposal

app_name = "reviews"
urlpatterns: list[URLPattern] = [
    path("reviews/", mine.mine, name="mine"),
    path("reviews/<int:pk>/", mine.review, name="review"),
    path("reviews/<int:pk>/accept/", mine.accept, name="accept"),
    path("reviews/<int:pk>/decline/", mine.decline, name="decline"),
    path("reviews/<int:pk>/save/", mine.save, name="save"),
    path("reviews/<int:pk>/send/", mine.send, name="send"),
    path("reviews/<int:pk>/revise/", mine.revise, name="revise"),
    re_path(
        r"^reviews/(?P<pk>[0-9]{1,18})/(?P<what>remind|cancel|due|lead|replace)/$",
        proposal.change,
        name="change",
    ),
    path("reviews/profile/", profile.profile, name="profile"),
    path("reviews/profile/works/", profile.add_work, name="add_work"),
    path("reviews/profile/works/<int:pk>/remove/", profile.remove_work, name="remove_work"),
    path("reviews/profile/agree/", profile.agree, name="agree_to_terms"),
    path("reviews/rounds/", officers.overview, name="overview"),
    path("reviews/rounds/<int:pk>/", officers.round_, name="round"),
    path("reviews/pool/", officers.pool, name="pool"),
    path("reviews/calibration/", officers.calibration, name="calibration"),
    path("reviews/check/", officers.check, name="check"),
    path("reviews/proposals/<int:pk>/", proposal.proposal, name="proposal"),
    path("reviews/proposals/<int:pk>/assign/", proposal.assign, name="assign"),
    path("reviews/proposals/<int:pk>/discussion/", proposal.post, name="post"),
    path("reviews/proposals/<int:pk>/consensus/", proposal.agree, name="agree"),
    path("reviews/proposals/<int:pk>/conflict/", proposal.declare, name="declare"),
    path("reviews/conflicts/<int:pk>/withdraw/", proposal.withdraw, name="withdraw"),
    re_path(
        r"^reviews/proposals/(?P<pk>[0-9]{1,18})/(?P<what>start|close)/$",
        proposal.move,
        name="move",
    ),
]
