"""Samples → bytes that every browser plays."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

_FORMS = {
    # name: container, codec, MIME type
    "mp4": ("mp4", "aac", "audio/mp4"),
    "mp3": ("mp3", "mp3", "audio/mpeg"),
}

BIT_RATE = 32_000
"""Bits a second: 25 s are 100 kB, so that a page with a hundred clips can still be mailed."""


def encode(samples: np.ndarray, *, rate: int, form: str = "mp4", bit_rate: int = BIT_RATE) -> tuple[str, bytes]:
    """The MIME type and the bytes of 16-bit mono samples as AAC in MP4, or as MP3 of constant bit rate.

    Not Ogg and not variable rates: those are not played, or not sought exactly, by every browser.
    """
    import av

    container_name, codec, mime = _FORMS[form]
    target = io.BytesIO()
    # nothing about library versions, no frame about variable rates: the same samples give the same bytes
    options = {"fflags": "+bitexact"} | ({"write_xing": "0"} if form == "mp3" else {})
    with av.open(target, "w", format=container_name, options=options) as container:
        out: Any = container.add_stream(codec, rate=rate, layout="mono")
        out.bit_rate = bit_rate
        out.codec_context.flags |= av.codec.context.Flags.bitexact
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = rate
        frame.pts = 0
        for packet in (*out.encode(frame), *out.encode(None)):
            container.mux(packet)
    return mime, target.getvalue()
