"""How many threads numpy takes does not depend on the machine."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(("given", "kept"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_one_thread_for_products_of_matrices_unless_somebody_says_otherwise(given, kept):
    """earmark asks for one before numpy is imported, and overrides nobody."""
    mine = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    code = "import os, sys, pipeline; print(os.environ['OPENBLAS_NUM_THREADS'], 'numpy' in sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", code], env=mine | given, check=True, capture_output=True, text=True
    ).stdout

    assert found.split() == [kept, "False"]
