"""Faults of every kind, a few of each: none is answered wrongly."""

import pytest

from tests.conftest import linux_only
from tests.faults import kinds


@linux_only
@pytest.mark.thorough
@pytest.mark.parametrize(("word", "kind"), kinds().items())
def test_no_fault_is_answered_wrongly(word, kind, tmp_path):
    found = list(kind.inject(kind.SHORT, 1, tmp_path))
    assert len(found) >= kind.SHORT
    assert [fault for fault in found if fault.wrong] == []
