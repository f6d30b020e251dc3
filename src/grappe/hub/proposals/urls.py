"""Addresses of proposals."""

from django.urls import URLPattern, path

from grappe.hub.proposals.views import (
    budget,
    consortium,
    files,
    lists,
    overview,
    plans,
    sections,
    submission,
)

app_name = "proposals"
ONE = "proposals/<int:pk>/"
PART = f"{ONE}consortium/<int:part>/"

_PLANS: list[URLPattern] = []
for _key in plans.PLANS:
    _given = {"plan": _key}
    _PLANS += [
        path(f"{ONE}{_key}/", plans.plan, _given, name=_key),
        path(f"{ONE}{_key}/add/", plans.save_row, _given, name=f"{_key}_add"),
        path(f"{ONE}{_key}/<int:row>/", plans.save_row, _given, name=f"{_key}_row"),
        path(f"{ONE}{_key}/<int:row>/remove/", plans.remove_row, _given, name=f"{_key}_remove"),
    ]

urlpatterns: list[URLPattern] = [
    path("proposals/", lists.proposals, name="proposals"),
    path("proposals/start/", lists.start, name="start"),
    path(ONE, overview.proposal, name="proposal"),
    path("proposals/<slug:reference>/", overview.by_reference, name="proposal"),
    path(f"{ONE}basics/", sections.basics, name="basics"),
    path(f"{ONE}answers/<slug:section>/", sections.answers, name="answers"),
    path(f"{ONE}adopt-version/", sections.adopt_version, name="adopt_version"),
    path(f"{ONE}consortium/", consortium.consortium, name="consortium"),
    path(f"{ONE}consortium/add/", consortium.add_partner, name="add_partner"),
    path(f"{PART}change/", consortium.change_part, name="change_part"),
    path(f"{PART}confirm/", consortium.confirm_part, name="confirm_part"),
    path(f"{PART}ask/", consortium.ask_to_confirm, name="ask_to_confirm"),
    path(f"{PART}lead/", consortium.make_lead, name="make_lead"),
    path(f"{PART}remove/", consortium.remove_partner, name="remove_partner"),
    path(f"{ONE}budget/", budget.budget, name="budget"),
    path(f"{ONE}budget/<int:part>/", budget.save_costs, name="save_costs"),
    path(f"{ONE}budget/import/", budget.import_budget, name="import_budget"),
    path(
        f"{ONE}budget/export.csv", budget.export_budget, {"kind": "csv"}, name="export_budget_csv"
    ),
    path(
        f"{ONE}budget/export.xlsx",
        budget.export_budget,
        {"kind": "xlsx"},
        name="export_budget_xlsx",
    ),
    path(f"{ONE}funding/", budget.funding, name="funding"),
    path(f"{ONE}funding/<int:part>/", budget.save_funding, name="save_funding"),
    *_PLANS,
    path(f"{ONE}files/", files.files, name="files"),
    path(f"{ONE}files/add/", files.attach, name="attach"),
    path(f"{ONE}files/<int:file>/", files.download, name="download"),
    path(f"{ONE}files/<int:file>/remove/", files.remove, name="remove_file"),
    path(f"{ONE}eligibility/", submission.eligibility, name="eligibility"),
    path(f"{ONE}review/", submission.review, name="review"),
    path(f"{ONE}submit/", submission.submit, name="submit"),
    path(f"{ONE}withdraw/", submission.withdraw, name="withdraw"),
    path(f"{ONE}return/", submission.return_, name="return"),
    path(f"{ONE}invite/", submission.invite, name="invite"),
    path(f"{ONE}not-invite/", submission.not_invite, name="not_invite"),
    path(f"{ONE}round/", submission.assign_round, name="assign_round"),
    path(f"{ONE}versions/<int:number>/", overview.version, name="version"),
    path(f"{ONE}versions/<int:number>/receipt.pdf", overview.receipt, name="receipt"),
    path(f"{ONE}versions/<int:number>/frozen.json", overview.frozen, name="frozen"),
]
