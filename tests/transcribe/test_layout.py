import pytest

from pipeline.transcribe import child, layout
from pipeline.transcribe.decoding import Options
from pipeline.transcribe.layout import Layout, layout_for, remember, remembered, rivals


def test_there_are_never_more_threads_than_cores():
    for cores in range(1, 65):
        for wished in (0, 1, 2, 3, 7, 100):
            layout = layout_for(wished, cores)

            assert 1 <= layout.workers * layout.threads <= cores, (cores, wished, layout)


def test_two_cores_decode_with_two_workers_of_one_thread():
    layout = layout_for(0, 2)

    assert (layout.workers, layout.threads) == (2, 1)


def test_rivals_never_have_more_threads_than_cores_either():
    for cores in range(1, 65):
        first = layout_for(0, cores)
        for other in rivals(first, cores):
            assert 1 <= other.workers * other.threads <= cores
            assert other != first


def test_one_core_leaves_nothing_to_try():
    assert rivals(layout_for(0, 1), 1) == ()


@pytest.fixture
def place(monkeypatch, tmp_path):
    monkeypatch.setattr(layout, "_place", lambda: tmp_path / "layouts.json")
    return tmp_path / "layouts.json"


@pytest.mark.usefixtures("place")
def test_what_was_fastest_is_remembered_for_each_model_and_number_of_cores():
    remember("a" * 64, 8, Layout(2, 4))
    remember("b" * 64, 8, Layout(4, 2))

    assert remembered("a" * 64, 8) == Layout(2, 4)
    assert remembered("b" * 64, 8) == Layout(4, 2)
    assert remembered("a" * 64, 4) is None


@pytest.mark.parametrize("kept", ["", "[]", "{", '{"x": 1}'])
def test_a_damaged_memory_counts_as_none_and_is_written_anew(place, kept):
    place.write_text(kept)

    assert remembered("a" * 64, 8) is None
    remember("a" * 64, 8, Layout(2, 4))
    assert remembered("a" * 64, 8) == Layout(2, 4)


@pytest.mark.usefixtures("place")
def test_more_threads_than_cores_are_not_believed():
    remember("a" * 64, 2, Layout(4, 4))

    assert remembered("a" * 64, 2) is None


@pytest.mark.parametrize(("seconds", "fastest"), [([4, 1], Layout(1, 2)), ([1, 2], Layout(2, 1))])
def test_layouts_are_tried_on_real_batches_and_the_fastest_goes_on(talk, reader, seconds, fastest):
    """Every batch is decoded once, whichever layout it falls to."""
    plan = talk.plan()
    job = child.Job("", "", None, "", "int8", Layout(2, 1), plan, "en", (Layout(1, 2),))
    orders = child.Orders(tuple(range(len(plan.batches))), plan, Options("en"))
    times = iter([0, seconds[0], 10, 10 + seconds[1]])
    finished, loads = [], []

    def load(wish):
        loads.append(wish.layout)
        return reader()

    settled, _, left = child.tried(
        job, reader(), orders, scratch=talk, load=load, send=finished.append, now=lambda: next(times)
    )

    assert (settled.layout, settled.rivals) == (fastest, ())
    assert sorted(message.number for message in finished) + list(left.numbers) == list(orders.numbers)
    assert loads[0] == Layout(1, 2)
