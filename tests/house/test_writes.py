"""Records change in services alone: a page, a form, a query or a policy never writes."""

import ast

import pytest

from tests.house.source import modules

WRITES = frozenset(
    [
        "save",
        "create",
        "update",
        "delete",
        "bulk_create",
        "bulk_update",
        "get_or_create",
        "update_or_create",
    ]
)
# Of these, only calls on something that looks like records count: dicts and sets update, too.
AMBIGUOUS = frozenset({"update", "save", "create", "delete"})
MANAGERS = frozenset(
    {"objects", "all", "filter", "exclude", "get", "order_by", "select_for_update"}
)
# Where writing is the job: services, the demo through them, and what allauth calls at sign-up.
FRAMEWORK = {
    "hub/people/models.py": "UserManager: Django's auth asks for create_user",
    "hub/people/forms.py": "allauth saves the person who signs up through this form",
}
HOMES = ("/services/", "/services.py", "/demo/", "/demo.py", "/management/")


def is_home(path: str) -> bool:
    return any(home in f"/{path}" for home in HOMES)


def writes(tree: ast.Module) -> list[str]:
    """Return the writing calls of a module, each with its line."""
    found = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        name = node.func.attr
        if name in WRITES and (name not in AMBIGUOUS or is_record(node)):
            found.append(f"{node.lineno}: .{name}()")
    return found


def is_record(call: ast.Call) -> bool:
    """Tell a write to the database from a dict's update: by what it is called on and with."""
    on = call.func.value
    chain = {n.attr for n in ast.walk(on) if isinstance(n, ast.Attribute)}
    if chain & MANAGERS:
        return True
    keywords = {word.arg for word in call.keywords}
    if call.func.attr == "update":
        return False
    if call.func.attr == "delete":
        return not call.args and not (isinstance(on, ast.Name) and on.id in {"cache", "session"})
    if call.func.attr == "create":
        return bool(keywords)
    return not call.args and keywords <= {"update_fields", "force_insert", "using"}


def test_the_reader_of_writes_sees_them_and_lets_dicts_be():
    tree = ast.parse(
        "a.save()\n"
        "A.objects.create(x=1)\n"
        "A.objects.filter(x=1).update(y=2)\n"
        "a.bulk_create([])\n"
        "a.delete()\n"
        "d.update({'x': 1})\n"
        "book.save('name.xlsx')\n"
    )
    assert [w.split(":")[0] for w in writes(tree)] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    "path", [p for p in modules() if p.startswith("hub/") and not is_home(p) and p not in FRAMEWORK]
)
def test_nothing_is_written_outside_the_services(path):
    assert writes(modules()[path]) == []
