"""What the pages share: a signed-in reader, and a form that calls one service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from grappe.hub.people.models import User
from grappe.kit.errors import DomainError
from grappe.kit.htmx import page


class Request(HttpRequest):
    """A request of somebody signed in."""

    user: User


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str | Promise,
    back: str,
    done: str | Promise,
    submit: str | Promise,
    text: str | Promise = "",
    template: str = "people/form.html",
) -> HttpResponse:
    """Show a form, or call the service with what it holds and go back; keep the text when refused."""
    problem, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except DomainError as refused:
                problem, status = refused, refused.status
            else:
                messages.success(request, str(done))
                return redirect(back)
    context = {
        "form": form,
        "title": title,
        "back": back,
        "submit": submit,
        "text": text,
        "problem": problem,
    }
    return page(request, template, context, status=status)
