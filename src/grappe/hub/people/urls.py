"""Addresses of people."""

from django.urls import URLPattern, path

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("invitations/<str:secret>/", lambda request, secret: None, name="invitation"),
]
