"""Letters speak the language of each reader, whoever acted."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from grappe.hub.notices.services.queueing import said


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (date(2027, 3, 15), "March 15, 2027", "15 mars 2027"),
        (Decimal("1234.50"), "$1,234.50", "1 234,50 $"),
        (None, "—", "—"),
    ],
)
def test_said_writes_a_value_as_each_reader_does(value, english, french):
    with translation.override("en"):
        assert said(value).replace("Mar.", "March") == english
    with translation.override("fr"):
        assert said(value).replace("\xa0", " ").replace("\u202f", " ") == french
