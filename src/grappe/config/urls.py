"""Every address of the product; `tests/house/test_routes.py` lists who may reach each."""

from django.urls import include, path
from django.views.i18n import set_language

from grappe.config import views
from grappe.config.api import api
from grappe.config.health import healthz

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("licence/", views.licence, name="licence"),
    path("help/errors/", views.help_errors, name="help_errors"),
    path("help/api/", views.help_api, name="help_api"),
    path("healthz", healthz, name="healthz"),
    path("styleguide/", views.styleguide, name="styleguide"),
    path("accounts/", include("allauth.urls")),
    path("api/", api.urls),
    path("", include("grappe.hub.people.urls")),
    path("", include("grappe.hub.audit.urls")),
    path("", include("grappe.hub.notices.urls")),
    path("", include("grappe.hub.calls.urls")),
    path("", include("grappe.hub.proposals.urls")),
    path("", include("grappe.hub.projects.urls")),
    path("", include("grappe.hub.reviews.urls")),
    path("", include("grappe.hub.decisions.urls")),
    path("", include("grappe.hub.desk.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
