"""Addresses of desk."""

from django.urls import path

from grappe.hub.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("demo/sign-in/<int:user_id>/", views.sign_in_as, name="sign_in_as"),
]
