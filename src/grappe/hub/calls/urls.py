"""Addresses of calls."""

from django.urls import path

from grappe.hub.calls.views import editor, manage, public

app_name = "calls"
urlpatterns = [
    path("calls/", public.call_list, name="calls"),
    path("calls/<slug:slug>/", public.call, name="call"),
    path("manage/calls/", manage.manage_list, name="manage_list"),
    path("manage/calls/+/", manage.create, name="create"),
    path("manage/calls/<slug:slug>/", manage.manage, name="manage"),
    path("manage/calls/<slug:slug>/basics/", manage.basics, name="basics"),
    path("manage/calls/<slug:slug>/rounds/+/", manage.add_round, name="add_round"),
    path("manage/calls/<slug:slug>/rounds/<int:number>/", manage.edit_round, name="edit_round"),
    path("manage/calls/<slug:slug>/preview/", editor.preview, name="preview"),
    path("manage/calls/<slug:slug>/versions/<int:number>/", editor.changes, name="changes"),
    path("manage/calls/<slug:slug>/arrange/<path:path>/", editor.arrange, name="arrange"),
    path("manage/calls/<slug:slug>/edit/<path:path>/", editor.part, name="part"),
    *(
        path(f"manage/calls/<slug:slug>/{name}/", manage.move, {"name": name}, name=name)
        for name in manage.MOVES
    ),
]
