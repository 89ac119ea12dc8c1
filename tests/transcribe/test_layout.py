from pipeline.transcribe.layout import layout_for


def test_there_are_never_more_threads_than_cores():
    for cores in range(1, 65):
        for wished in (0, 1, 2, 3, 7, 100):
            layout = layout_for(wished, cores)

            assert 1 <= layout.workers * layout.threads <= cores, (cores, wished, layout)


def test_two_cores_decode_with_two_workers_of_one_thread():
    layout = layout_for(0, 2)

    assert (layout.workers, layout.threads) == (2, 1)
