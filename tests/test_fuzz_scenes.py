"""Whatever `check` accepts can be rendered: a sample of random scenes."""

import pytest

from tests.fuzz_scenes import accepted, render


@pytest.mark.parametrize("seed", range(5))
def test_what_check_accepts_is_rendered(seed, tmp_path):
    for _, takes, _ in accepted(1, seed, tmp_path):
        render(takes, tmp_path / "out")
