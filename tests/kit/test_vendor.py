"""The browser libraries are what the script fetched, and every icon asked for is there."""

import hashlib
import re

import pytest

from grappe.kit.templatetags.kit import SPRITE, icon_names
from tests.kit.test_templates import TEMPLATES

VENDOR = SPRITE.parent


def sums():
    return dict(reversed(line.split()) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())


def test_every_vendored_file_is_listed():
    there = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS"}
    assert there == set(sums())


@pytest.mark.parametrize("name", sums())
def test_a_vendored_file_is_as_it_was_fetched(name):
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sums()[name]


def test_htmx_is_version_2():
    assert 'version:"2.' in (VENDOR / "htmx.min.js").read_text()


def test_every_library_has_its_licence_beside_it():
    assert {"LICENSE.tabler.txt", "LICENSE.htmx.txt", "LICENSE.inter.txt"} <= set(sums())


def test_the_sprite_brings_no_style_and_no_script():
    assert not re.search(r"style=|<style|<script|\son\w+=", SPRITE.read_text())


def test_every_icon_named_in_a_template_is_in_the_sprite():
    asked = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r'{%\s*icon\s+"([^"]+)"|icon="([^"]+)"', path.read_text())
        for name in name
        if name
    }
    assert asked
    assert {(file, name) for file, name in asked if name not in icon_names()} == set()
