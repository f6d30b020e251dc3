"""The French stays whole, and two runs write the same file."""

import gettext
import os

import pytest

from grappe.cli import main, messages

PAGE = """
{% block content %}
      <h1>{% translate "Your calls" %}</h1>
  {% blocktranslate trimmed count n=calls|length %}
      One call of {{ name }}.
  {% plural %}
      {{ n }} calls of {{ name }}.
  {% endblocktranslate %}
{% translate "Open" context "state" %} 100 %
<a title="{% translate 'Say "yes"' %}">'</a>
{% endblock %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

STATE = pgettext_lazy("door", "open")
MESSAGE = _(
    "This asks for %(asked)s. "
    "Ask for less."
)


def said(n):
    return ngettext("%(n)s cent", "%(n)s cents", n) + gettext(variable)
"""


@pytest.fixture
def folder(tmp_path):
    app = tmp_path / "fleet"
    (app / "templates" / "fleet").mkdir(parents=True)
    (app / "templates" / "fleet" / "page.html").write_text(PAGE)
    (app / "words.py").write_text(CODE)
    return app


def translate(folder, pairs):
    """Write the French of some texts as a person would: in the file."""
    file = messages.po_file(folder)
    text = file.read_text()
    for english, french in pairs.items():
        before = f'msgid "{english}"\nmsgstr ""'
        assert before in text
        text = text.replace(before, f'msgid "{english}"\nmsgstr "{french}"')
    file.write_text(text)


def fill(folder):
    """Give every text its French: itself in capitals outside its placeholders."""
    catalog = messages.updated(folder)
    for message in messages.texts(catalog):
        message.string = tuple(message.id) if message.pluralizable else message.id
    messages.po_file(folder).write_bytes(messages.written(catalog))


def test_extract_finds_the_texts_of_code_and_of_pages(folder):
    found = {(m.context, m.id) for m in messages.texts(messages.extract(folder))}

    assert found == {
        (None, "Your calls"),
        (None, ("One call of %(name)s.", "%(n)s calls of %(name)s.")),
        ("state", "Open"),
        (None, 'Say "yes"'),
        ("door", "open"),
        (None, "This asks for %(asked)s. Ask for less."),
        (None, ("%(n)s cent", "%(n)s cents")),
    }


def test_update_twice_writes_the_same_bytes_without_dates_or_places(folder):
    messages.update(folder)
    once = messages.po_file(folder).read_bytes()
    (folder / "words.py").write_text("\n\n\n" + CODE)  # every line moves
    messages.update(folder)

    assert messages.po_file(folder).read_bytes() == once
    assert b"Date" not in once
    assert b"words.py" not in once


def test_update_keeps_translations_and_drops_what_is_no_longer_said(folder):
    messages.update(folder)
    translate(folder, {"Your calls": "Vos appels", 'Say \\"yes\\"': "Dites « oui »"})
    (folder / "words.py").write_text("")

    assert messages.update(folder) == 2
    text = messages.po_file(folder).read_text()
    assert 'msgid "Your calls"\nmsgstr "Vos appels"' in text
    assert "Ask for less" not in text


def test_a_changed_text_is_missing_rather_than_guessed(folder):
    messages.update(folder)
    translate(folder, {"Your calls": "Vos appels"})
    page = folder / "templates" / "fleet" / "page.html"
    page.write_text(PAGE.replace("Your calls", "Your call"))
    messages.update(folder)

    assert "fleet: “Your call” has no French" in messages.check(folder)
    assert "Vos appels" not in messages.po_file(folder).read_text()


def test_check_is_silent_when_all_is_translated_and_names_each_gap(folder):
    messages.update(folder)
    fill(folder)
    assert messages.check(folder) == []

    (folder / "more.py").write_text('X = _("More")')
    assert messages.check(folder) == ["fleet: “More” has no French"]


@pytest.mark.parametrize("french", ["Demande %(demande)s.", "Demande trop.", "%(asked)s {name}"])
def test_check_names_a_placeholder_that_differs(folder, french):
    messages.update(folder)
    fill(folder)
    file = messages.po_file(folder)
    english = "This asks for %(asked)s. Ask for less."
    file.write_text(file.read_text().replace(f'msgstr "{english}"', f'msgstr "{french}"'))

    (fault,) = messages.check(folder)
    assert fault.startswith(f"fleet: “{english}” has %(asked)s but its French has ")


def test_a_singular_may_leave_its_number_out_but_a_plural_may_not(folder):
    messages.update(folder)
    fill(folder)
    file = messages.po_file(folder)
    whole = file.read_text()

    file.write_text(whole.replace('msgstr[0] "%(n)s cent"', 'msgstr[0] "un cent"'))
    assert messages.check(folder) == []

    file.write_text(whole.replace('msgstr[1] "%(n)s cents"', 'msgstr[1] "des cents"'))
    assert len(messages.check(folder)) == 1


def test_check_refuses_a_fuzzy_entry_and_an_obsolete_one(folder):
    messages.update(folder)
    fill(folder)
    file = messages.po_file(folder)
    whole = file.read_text()

    file.write_text(whole.replace('msgid "Your calls"', '#, fuzzy\nmsgid "Your calls"'))
    assert messages.check(folder) == ["fleet: “Your calls” is marked fuzzy"]

    file.write_text(whole + '\nmsgid "Gone"\nmsgstr "Parti"\n')
    assert messages.check(folder) == ["fleet: django.po is not up to date"]


def test_two_apps_that_translate_a_text_differently_are_named(folder, tmp_path):
    other = tmp_path / "rail"
    other.mkdir()
    for app, french in ((folder, "Envoyé"), (other, "Envoyée")):
        (app / "words.py").write_text(
            "from django.utils.translation import gettext as _\n_('sent')\n"
        )
        messages.update(app)
        translate(app, {"sent": french})

    faults = messages.disagreements([folder, other])

    assert faults == ["“sent” is “Envoyé” in fleet but “Envoyée” in rail"]


def test_compile_writes_only_what_is_stale_and_what_it_writes_is_read(folder):
    messages.update(folder)
    translate(folder, {"Your calls": "Vos appels"})

    assert messages.compile_stale([folder]) == 1
    assert messages.compile_stale([folder]) == 0
    with messages.po_file(folder).with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Your calls") == "Vos appels"

    later = messages.po_file(folder).with_suffix(".mo").stat().st_mtime + 5
    os.utime(messages.po_file(folder), (later, later))
    assert messages.compile_stale([folder]) == 1


def test_an_app_that_does_not_exist_is_refused(capsys):
    assert main(["messages", "check", "nowhere"]) == 2

    assert "No such app: nowhere." in capsys.readouterr().err
