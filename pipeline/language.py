"""Which language a text is in."""

LEAST_LETTERS = 120  # a shorter text names too many languages; a note is often half names


NAMES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


def name(code: str | None) -> str:
    """A language's English name; its code where it is none of the commoner ones."""
    return "another language" if code is None else NAMES.get(code.lower()[:2], code)


def of(text: str) -> str | None:
    """The language of a text as a two-letter code, None where there is too little of it to say."""
    sample = " ".join(text[:20_000].split())
    if sum(map(str.isalpha, sample)) < LEAST_LETTERS:
        return None
    import py3langid

    code, _ = py3langid.classify(sample)
    return str(code)


def same(one: str | None, other: str | None) -> bool:
    """Whether two codes (``en``, ``en-GB``) may name the same language; an unknown one may be any."""
    if not one or not other:
        return True
    return one.lower().replace("_", "-").split("-")[0] == other.lower().replace("_", "-").split("-")[0]
