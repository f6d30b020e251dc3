"""Addresses of decisions. Items go by their proposal's reference: a number would tell of others."""

from django.urls import URLPattern, path, re_path, register_converter
from django.urls.converters import IntConverter

from grappe.hub.decisions.views import after, meetings, voting


class RowNumber(IntConverter):
    """A number that a database can hold; longer ones lead nowhere."""

    regex = "[0-9]{1,18}"


register_converter(RowNumber, "row")
app_name = "decisions"
M = "meetings/<row:round_id>"
I = M + "/items/<str:reference>"  # noqa: E741
urlpatterns: list[URLPattern] = [
    path("meetings/", meetings.meetings, name="meetings"),
    path(f"{M}/", meetings.meeting, name="meeting"),
    path(f"{M}/create", meetings.create, name="create"),
    path(f"{M}/refresh", meetings.refresh, name="refresh"),
    path(f"{M}/suggest", meetings.suggest, name="suggest"),
    path(f"{I}/", meetings.item, name="item"),
    path(f"{I}/set-aside", meetings.set_aside, name="set_aside"),
    path(f"{I}/bring-back", meetings.bring_back, name="bring_back"),
    path(f"{I}/feedback", meetings.feedback, name="feedback"),
    path(f"{I}/recuse", meetings.recuse, name="recuse"),
    path(f"{M}/vote/", voting.vote, name="vote"),
    path(f"{M}/vote/open", voting.open_vote, name="open_vote"),
    path(f"{M}/vote/close", voting.close_vote, name="close_vote"),
    path(f"{M}/board/", voting.board, name="board"),
    path(f"{M}/board/open", voting.open_board, name="open_board"),
    path(f"{M}/board/close", voting.close_board, name="close_board"),
    re_path(
        r"^meetings/(?P<round_id>[0-9]{1,18})/present/(?P<body>committee|board)$",
        voting.present,
        name="present",
    ),
    path(f"{M}/minutes/", after.minutes, name="minutes"),
    re_path(
        r"^meetings/(?P<round_id>[0-9]{1,18})/minutes\.(?P<kind>pdf|csv|xlsx)$",
        after.minutes_file,
        name="minutes_file",
    ),
    path(f"{M}/letters/", after.letters, name="letters"),
    path(f"{M}/letters/prepare", after.prepare_letters, name="prepare_letters"),
    path(f"{M}/letters/release", after.release_letters, name="release_letters"),
    path("proposals/<str:reference>/decision/", after.decision, name="decision"),
    path(
        "proposals/<str:reference>/decision/<row:decision_id>/letter.pdf",
        after.letter,
        name="letter",
    ),
    path(
        "proposals/<str:reference>/decision/<row:decision_id>/supersede",
        after.supersede,
        name="supersede",
    ),
]
