"""Recordings in other languages than English: what differs is found, what does not is never held against the writer."""

import pytest

from pipeline.records import (
    Alignment,
    FrontMatter,
    Match,
    Note,
    Notes,
    Placement,
    Published,
    Recording,
    Segment,
    Transcript,
    Word,
)
from pipeline.verify import verify

SAID = {
    "de": (
        "Also, äh, der Leuchtturm wurde nie verkauft, weil niemand den Schlüssel fand. Er hat drei Töchter und zwölf "
        "Schiffe, und ähm, er wollte um Mitternacht nicht mehr hinauf. Die Häfen waren im Winter leer, und die "
        "Leute haben viel gelacht. Das kostet, also, zwei Euro fünfzig pro Nacht."
    ),
    "fr": (
        "Alors, euh, le phare n'a jamais été vendu parce que personne n'a trouvé la clé. Il a trois filles et douze "
        "bateaux, et euh, il ne voulait plus monter à minuit. Les ports étaient vides en hiver, et l'équipage a "
        "beaucoup ri. Ça coûte deux euros cinquante par nuit, hein, c'est tout."
    ),
    "es": (
        "Bueno, eh, el faro no se vendió nunca porque nadie encontró la llave. Tiene tres hijas y doce barcos, y eh, "
        "no quería subir más a medianoche. Los puertos estaban vacíos en invierno, y la gente se rió mucho. Cuesta "
        "dos euros cincuenta por noche, y eso es todo lo que sé."
    ),
}
SAME = [
    ("de", "der Leuchtturm wurde nie verkauft, weil niemand den Schlüssel fand"),
    ("de", "Er hat 3 Töchter und 12 Schiffe, und er wollte um Mitternacht nicht mehr hinauf"),
    ("de", "Die Haefen waren im Winter leer"),
    ("de", "Das kostet zwei Euro fünfzig pro Nacht"),
    ("fr", "le phare n’a jamais été vendu parce que personne n’a trouvé la clé"),
    ("fr", "Il a 3 filles et 12 bateaux, et il ne voulait plus monter à minuit"),
    ("fr", "Les ports étaient vides en hiver, et l'équipage a beaucoup ri"),
    ("es", "el faro no se vendió nunca porque nadie encontró la llave"),
    ("es", "Tiene 3 hijas y 12 barcos, y no quería subir más a medianoche"),
    ("es", "Los puertos estaban vacios en invierno"),
]
CHANGED = [
    ("de", "der Leuchtturm wurde gestern verkauft, weil niemand den Schlüssel fand", "gestern"),
    ("de", "Er hat drei Söhne und zwölf Schiffe", "Söhne"),
    ("de", "und wollte um Mitternacht nicht mehr hinauf", "und"),
    ("fr", "Il a trois filles et douze chevaux, et il ne voulait plus monter", "chevaux"),
    ("es", "Los puertos estaban llenos en invierno, y la gente se rió mucho", "llenos"),
]
MARKS = {"de": "„{}“", "fr": "« {} »", "es": "«{}»"}


def check(language, note, *, told=None, description=None):
    words = tuple(Word(w, 400 * i, 400 * i + 350, 0.95) for i, w in enumerate(SAID[language].split()))
    end_ms = words[-1].end_ms
    heard = Transcript("whisper", (Segment(0, end_ms, words),), end_ms, language=told)
    recording = Recording("r1", "X", "x.mp3", heard, published=Published(description=description))
    notes = Notes("n.md", note, FrontMatter(), (Note(1, 1, 0, len(note), note),))
    return verify(notes, [recording], Alignment((Placement(1, "placed", Match("r1", 0, end_ms, 0.9, "")),)))


@pytest.mark.parametrize("told", [True, False], ids=["language told", "language not told"])
@pytest.mark.parametrize(("language", "quote"), SAME)
def test_what_was_said_is_not_held_against_the_writer(language, quote, told):
    """Fillers dropped, digits for number words, umlauts written out."""
    found = check(language, MARKS[language].format(quote), told=language if told else None)

    assert found.quotes[1][0].outcome in {"exact", "cleaned", "uncertain"}
    assert "decide" not in {finding.severity for finding in found.findings}


@pytest.mark.parametrize(("language", "quote", "word"), CHANGED)
def test_what_was_not_said_is_asked_about(language, quote, word):
    """German “er” is a word: leaving it out is no tidying."""
    found = check(language, MARKS[language].format(quote), told=language)

    assert word in " ".join(finding.written for finding in found.findings)


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("de", "Der Leuchtturm hat 3 Töchter und 12 Schiffe, und die Häfen sind im Winter leer."),
        ("fr", "Il a 3 filles et 12 bateaux, le phare se vend, les ports sont vides en hiver."),
        ("es", "Tiene 3 hijas y 12 barcos, el faro se vende, los puertos están vacíos en invierno."),
    ],
)
def test_paraphrases_in_other_languages_are_not_judged_by_english_words(language, note):
    """And the report says so."""
    found = check(language, note, told=language, description="Über den Hafen und das Schiff, le port, el puerto.")

    assert found.findings == ()
    assert any("English alone" in missing.why for missing in found.not_checked)
