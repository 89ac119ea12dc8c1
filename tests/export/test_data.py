"""report.json is what design and schema say, for every kind of note."""

import json
from dataclasses import replace

import jsonschema
import pytest
from fake_report import fake_report

from pipeline import export


@pytest.fixture(scope="module")
def data():
    return json.loads(export.to_json(fake_report()))


def test_report_json_satisfies_the_schema_that_ships(data):
    """The schema is itself a valid schema and accepts the report."""
    jsonschema.Draft202012Validator.check_schema(export.schema())
    jsonschema.validate(data, export.schema())


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("notes", 0, "verdict"), "right"),
        (("notes", 0, "written_ms"), 1.5),
        (("findings", 0, "severity"), "error"),
        (("recordings", 0, "clock", "steps"), []),
        (("schema_version",), 2),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_allow(data, path, wrong):
    """One value spoilt is enough."""
    spoilt = json.loads(json.dumps(data))
    at = spoilt
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = wrong

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spoilt, export.schema())


def test_offsets_point_at_the_text_they_name(data):
    """A note's, a quote's and a finding's offsets give back its own text."""
    text = fake_report().notes.text
    for note in data["notes"]:
        assert text[note["start_char"] : note["end_char"]] == note["text"]
        for quote in note["quotes"]:
            assert note["text"][quote["start_char"] : quote["end_char"]] == quote["text"]
    for finding in data["findings"]:
        assert text[finding["start_char"] : finding["end_char"]] == finding["written"]


def test_suggested_is_spelt_as_the_writer_spells(data):
    """A moved note gets a time like its own, a confirmed one none, an unlocated one a reason."""
    notes = {note["number"]: note for note in data["notes"]}
    assert (notes[3]["suggested"], notes[3]["suggested_ms"]) == ("2: 10", 130_000)
    assert (notes[1]["suggested"], notes[1]["suggested_ms"]) == (None, None)
    assert notes[6]["match"] is None
    assert notes[6]["reason"] == "No passage resembles this note closely enough."


def test_what_was_not_checked_is_said_once():
    """Also where two stages say it."""
    report = fake_report()
    twice = replace(report, not_checked=(*report.not_checked, *report.verification.not_checked))
    assert [gap["what"] for gap in export.to_dict(twice)["not_checked"]] == [
        "Numbers outside quotation marks",
        "Who is speaking",
    ]


def test_what_is_decided_once_says_which_finding_comes_first():
    """A name misspelt in two places is one thing to decide, of which each place is listed."""
    report = fake_report()
    name = replace(report.verification.findings[0], id="name-1", kind="name", written="Homes", proposed="Holmes")
    again = replace(name, id="name-1.2", start_char=name.start_char + 9, end_char=name.end_char + 9)
    other = replace(name, id="name-2", written="Hanes", proposed="Haynes")
    found = replace(report, verification=replace(report.verification, findings=(name, again, other)))

    told = {one["id"]: (one["same_as"], one["severity"]) for one in export.to_dict(found)["findings"]}
    assert name.severity == "decide"
    assert told == {"name-1": (None, "decide"), "name-1.2": ("name-1", "minor"), "name-2": (None, "decide")}
