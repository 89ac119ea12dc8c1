"""What each verdict, outcome and kind is called on the page, and in which order things are decided."""

from typing import Final

VERDICTS: Final = {
    "confirmed": "time right",
    "moved": "time differs",
    "placed": "time found",
    "unlocated": "not found",
    "commentary": "own view",
}
OUTCOMES: Final = {
    "exact": "same words",
    "cleaned": "same words but for fillers",
    "close": "a few words differ",
    "stitched": "joined without a mark",
    "reworded": "other words, same sense",
    "not_found": "not heard",
    "uncertain": "differs; perhaps the recogniser: listen",
}
KINDS: Final = {
    "negation": "Negation",
    "number": "Number",
    "word": "Word differs",
    "homophone": "Sounds alike",
    "omission": "Words left out",
    "insertion": "Words added",
    "join": "Unmarked join",
    "name": "Name",
    "speaker": "Speaker",
    "hedge": "Hedge",
    "not_heard": "Quote not heard",
    "unsupported": "Not found",
    "time": "Time",
}
# The order in which an editor would act: what turns the sense and is sure, names, other words, what is missing, times.
RANK: Final = {
    "negation": 0, "number": 0, "homophone": 0, "name": 1, "word": 2, "omission": 3, "insertion": 3, "join": 4,
    "speaker": 5, "hedge": 5, "not_heard": 6, "unsupported": 6, "time": 7,
}  # fmt: skip
TRANSCRIPTS: Final = {
    "whisper": "heard by Whisper",
    "publisher": "the words of the publisher’s transcript",
    "captions": "the words of its captions",
    "file": "the words of a transcript file",
}
WITNESSES: Final = {
    "whisper": "another hearing",
    "publisher": "publisher’s transcript",
    "captions": "captions",
    "file": "transcript file",
}
