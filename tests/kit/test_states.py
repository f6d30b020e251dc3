"""Moves go only from their sources."""

import pytest

from grappe.kit.states import Machine, WrongState

DOOR = Machine.of("door", {"open": ({"shut"}, "open"), "shut": ({"open"}, "shut")})


def test_a_move_leads_from_its_source_to_its_target():
    assert DOOR.target("open", "shut") == "open"
    assert DOOR.sources("shut") == {"open"}


def test_a_move_from_elsewhere_is_refused_and_names_the_state():
    with pytest.raises(WrongState) as refused:
        DOOR.target("open", "open", label="ajar")

    assert refused.value.params == {"state": "ajar", "move": "open"}
