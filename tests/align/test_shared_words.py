"""Words that many of the notes share say little of where one of them belongs."""

import importlib.util
import sys
from pathlib import Path

from pipeline.align import align

_spec = importlib.util.spec_from_file_location("align_notes", Path(__file__).parent / "test_align.py")
base = importlib.util.module_from_spec(_spec)
sys.modules["align_notes"] = base
_spec.loader.exec_module(base)


def test_a_phrase_of_every_note_draws_none_to_where_it_is_said():
    """All notes say what one topic is about, and each two words of its own: the own words decide."""
    shared = " ".join(base.TOPICS[5].split()[:6])
    texts = [f"{shared} {' '.join(base.TOPICS[k].split()[:2])}" for k in range(12) if k != 5]

    found = align(base.notes(texts), [base.recording()])

    placed = zip([k for k in range(12) if k != 5], base.starts(found), strict=True)
    assert all(base.inside(start, k) for k, start in placed)
