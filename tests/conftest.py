"""What every test may ask for."""

import os

import pytest
from django.utils import translation

# Playwright runs an event loop in the test's thread; Django's guard takes it for async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure(config):
    """Compile the French that has changed: tests read it too."""
    from grappe.cli.messages import compile_stale

    compile_stale()


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path / "files", "base_url": None},
        }
    }


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, tmp_path_factory, django_db_modify_db_settings_parallel_suffix
):
    """Let several suites run on one server: GRAPPE_TEST_DB_SUFFIX tells their databases apart.

    With a live server, SQLite keeps its tests in a file, as in use: in memory a second request at
    the same time would find a table locked instead of waiting for its turn.
    """
    from django.conf import settings
    from django.db import connections

    database = connections["default"]
    suffix = os.environ.get("GRAPPE_TEST_DB_SUFFIX")
    if database.vendor == "sqlite":
        if any("live_server" in item.fixturenames for item in request.session.items):
            file = tmp_path_factory.mktemp("database") / "test.sqlite3"
            database.settings_dict["TEST"]["NAME"] = str(file)
    elif suffix:
        name = f"test_{settings.DATABASES['default']['NAME']}_{suffix}"
        database.settings_dict["TEST"]["NAME"] = name


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive Debian's Chromium: browser downloads are not to be had everywhere."""
    quiet = (
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
        "--disable-background-networking --disable-component-update --disable-sync"
    )
    return browser_type_launch_args | {
        "executable_path": os.environ.get("GRAPPE_TEST_CHROMIUM", "/usr/bin/chromium"),
        "args": quiet.split(),
    }
