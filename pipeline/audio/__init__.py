"""Media files as samples and as clips; the one room that touches PyAV and pydub.

``stream`` decodes any audio or video file to 16 kHz mono in blocks, ``duration_ms`` says how long a
file really is and ``measured`` whether it can be entered anywhere, ``cut`` and ``cuts`` take pieces out of
it whose edges lie in pauses. Nothing holds more than some seconds of sound, however long the recording.
"""

from pipeline.audio.cutting import cut, cuts, make_ready
from pipeline.audio.decoding import SAMPLE_RATE, duration_ms, measured, stream

__all__ = ["SAMPLE_RATE", "cut", "cuts", "duration_ms", "make_ready", "measured", "stream"]
