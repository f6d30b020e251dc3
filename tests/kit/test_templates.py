"""The style of the house for templates: nothing that the content security policy would stop."""

import re
from pathlib import Path

import pytest

import grappe

PACKAGE = Path(grappe.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
SCRIPTS = sorted((PACKAGE / "kit/static/kit/js").glob("*.js"))

INLINE_STYLE = re.compile(r"<[a-z][^>]*\sstyle\s*=", re.IGNORECASE)
HANDLER = re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
STYLE = re.compile(r"<style\b([^>]*)>", re.IGNORECASE)
COMMENT = re.compile(r"{% comment %}.*?{% endcomment %}|{#.*?#}", re.DOTALL)

TAG = re.compile(r"{%.*?%}", re.DOTALL)  # its own words are no attributes of the page


def offences(html):
    html = TAG.sub(" ", COMMENT.sub("", html))
    found = [f"inline style: {m[0]}" for m in INLINE_STYLE.finditer(html)]
    found += [f"handler: {m[0]}" for m in HANDLER.finditer(html)]
    for tag in SCRIPT.finditer(html):
        if not re.search(r"\ssrc=|nonce=|application/json", tag[1]):
            found.append(f"script without nonce: {tag[0]}")
    found += [f"style without nonce: {m[0]}" for m in STYLE.finditer(html) if "nonce" not in m[1]]
    found += [f"hx-on: {m[0]}" for m in re.finditer(r"\shx-on[:=][^>]*", html)]
    found += [f"javascript: {m[0]}" for m in re.finditer(r"javascript:[^\"']*", html)]
    return found


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_has_nothing_that_the_policy_would_stop(path):
    assert offences(path.read_text()) == []


@pytest.mark.parametrize(
    "bad",
    [
        '<p style="color:red">',
        "<a href='#' onclick='go()'>",
        "<script>go()</script>",
        "<style>p{}</style>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_the_scan_finds_what_it_looks_for(bad):
    assert len(offences(bad)) == 1


@pytest.mark.parametrize(
    "good",
    [
        '<script src="/static/x.js" defer></script>',
        '<script nonce="{{ csp_nonce }}">go()</script>',
        '<link rel="stylesheet" href="x.css">',
        '<p class="onward">on=1</p>',
        '<option value="a"{% if one == "a" %} selected{% endif %}>',
    ],
)
def test_the_scan_lets_pass_what_is_allowed(good):
    assert offences(good) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_our_scripts_evaluate_no_text(path):
    assert not re.search(
        r"\beval\(|new Function|innerHTML\s*=|insertAdjacentHTML", path.read_text()
    )
