"""Which language a text is in."""

LEAST_LETTERS = 120  # a shorter text names too many languages; a note is often half names


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
