"""Small numbers written out, as a writer who writes them out would have them."""

from pipeline.words.numbers import SMALL, TENS


def spelled(number: int) -> str | None:
    """A whole number up to a hundred, or some hundreds below a thousand, in English words; None for any other."""
    hundreds, rest = divmod(number, 100)
    units = {value: name for name, value in SMALL.items()}
    if hundreds:
        return f"{units[hundreds]} hundred" if hundreds in range(1, 10) and not rest else None
    if rest in units:
        return units[rest]
    tens = {value: name for name, value in reversed(TENS.items())}
    return tens[rest - rest % 10] + (f"-{units[rest % 10]}" if rest % 10 else "")
