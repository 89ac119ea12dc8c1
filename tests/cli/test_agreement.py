"""What is said before listening begins."""

import pytest

from pipeline.cli.screen import agreement
from pipeline.run.estimate import Estimate


@pytest.mark.parametrize(
    ("unmeasured", "said"),
    [(0, "3 recordings, 1:00:00 with base"), (2, "3 recordings, 1:00:00 and 2 more of unknown length with base")],
)
def test_files_that_do_not_say_how_long_they_are_are_counted_by_themselves(capfd, unmeasured, said):
    cost = Estimate(3_600_000, 2, 900, 30, "base", "you named it", recordings=3, unmeasured=unmeasured)

    assert agreement(ask=False, quiet=False)(cost)

    assert said in " ".join(capfd.readouterr().err.split())
