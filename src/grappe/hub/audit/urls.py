"""Addresses of audit."""

from django.urls import path

from grappe.hub.audit import views

app_name = "audit"
urlpatterns = [
    path("trace/", views.events, name="events"),
    path("trace/verify/", views.verify, name="verify"),
    path("trace/<str:kind>/<str:object_id>/", views.history, name="history"),
]
