"""Everything that a plain install brings may be used freely: no GPL, AGPL or non-commercial licence."""

import re
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

FREE = re.compile(
    r"\b(mit|bsd|apache|isc|mpl|psf|python software foundation|unlicense|zlib|0bsd|cc0|public domain|hpnd)\b",
    re.IGNORECASE,
)
UNFREE = re.compile(r"(?<!l)(?<!lesser )\b(a?gpl|gnu (affero )?general public|non-?commercial|cc-by-nc)", re.IGNORECASE)

# packages whose metadata name no licence that the patterns read; each was read by a person
READ_BY_HAND = {
    "flatbuffers": "Apache-2.0, in its classifier only",
}


def plain_install(name: str = "earmark") -> dict[str, str]:
    """{package: licence text} of everything that `pip install earmark` brings on this machine."""
    seen: dict[str, str] = {}
    waiting = [Requirement(name)]
    while waiting:
        requirement = waiting.pop()
        key = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if key in seen:
            continue
        try:
            found = distribution(requirement.name)
        except PackageNotFoundError:  # an optional part that another package of this set makes unnecessary
            continue
        meta = found.metadata
        seen[key] = " ; ".join(
            filter(
                None,
                (
                    meta.get("License-Expression"),
                    (meta.get("License") or "")[:200],
                    *(c for c in meta.get_all("Classifier") or () if c.startswith("License")),
                ),
            )
        )
        for line in found.requires or ():
            wanted = Requirement(line)
            extras = requirement.extras or {""}
            if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in extras):
                waiting.append(wanted)
    return seen


def test_the_plain_install_is_found_at_all() -> None:
    """The walk reaches the five packages that the product is built on."""
    assert {"faster-whisper", "yt-dlp", "pydub", "rapidfuzz", "jinja2"} <= set(plain_install())


def test_nothing_in_the_plain_install_is_unfree() -> None:
    """No package of the plain install is under the GPL, the AGPL or a non-commercial licence."""
    unfree = {name: text for name, text in plain_install().items() if UNFREE.search(text)}

    assert unfree == {}


def test_every_licence_is_one_we_know() -> None:
    """Each package says under which free licence it stands, or a person has read it."""
    unknown = {
        name: text for name, text in plain_install().items() if not FREE.search(text) and name not in READ_BY_HAND
    }

    assert unknown == {}


def test_no_locked_list_names_a_host_or_an_unfree_neighbour() -> None:
    """The pinned lists hold names and hashes only, and none of the packages we keep out."""
    for path in sorted((Path(__file__).parent.parent / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        names = set(re.findall(r"^([a-z0-9][\w.-]*)==", text, re.MULTILINE))

        assert "://" not in text
        assert not names & {"mutagen", "torch", "num2words"}
