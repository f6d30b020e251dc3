"""Forms: every control has its label, its help and its errors."""

import re

from django import forms
from django.utils import translation

from grappe.kit.templatetags.kit import field, fields


class Sample(forms.Form):
    title = forms.CharField(label="title", help_text="As <b>published</b>.")
    note = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("Both cannot be.")


def test_help_and_errors_are_linked_to_their_control():
    html = fields(Sample({}))
    control = re.search(r'<input type="text" name="title"[^>]*>', html)[0]
    assert 'aria-invalid="true"' in control
    assert 'aria-describedby="id_title_helptext id_title_error"' in control
    assert 'id="id_title_helptext"' in html
    assert 'id="id_title_error"' in html


def test_every_visible_control_has_a_label_for_it():
    html = fields(Sample())
    for name in ("title", "note", "agreed"):
        assert f'for="id_{name}"' in html


def test_labels_begin_with_a_capital_and_have_no_colon():
    assert ">Title</label>" in fields(Sample())


def test_only_what_may_be_left_out_is_called_optional_in_the_readers_language():
    with translation.override("fr"):
        html = fields(Sample())
    assert html.count("(facultatif)") == 1


def test_a_group_of_choices_is_a_fieldset_with_a_legend():
    html = field(Sample()["kind"])
    assert "<fieldset" in html
    assert "<legend>Kind</legend>" in html


def test_the_label_of_a_box_to_tick_stands_after_it():
    html = field(Sample()["agreed"])
    assert html.index("<input") < html.index("<label")


def test_errors_of_the_whole_form_come_first_and_hidden_fields_are_kept():
    form = Sample({"title": "x", "kind": "a", "agreed": "on"})
    html = fields(form)
    assert html.index("Both cannot be.") < html.index('name="title"')
    assert 'name="secret"' in html
