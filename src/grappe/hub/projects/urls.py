"""Addresses of projects."""

from django.urls import path

from grappe.hub.projects import views

app_name = "projects"
urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path("projects/+/file/", views.load, name="load"),
    path("projects/<slug:slug>/", views.project, name="project"),
]
