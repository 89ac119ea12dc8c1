"""The page in a real browser: heard, decided, taken back into the text, from the keyboard alone."""

import itertools
import json
from dataclasses import replace

import pytest
from fake_report import NOTES, fake_report, many_notes

from pipeline import decisions, export, report
from pipeline.decisions import Decision, Decisions
from pipeline.records import Clip

ORDER = ["word-valley", "neg-ever", "name-2", "join-sea", "none-ghosts", "time-4"]


def playing(it):
    """Wait until sound really runs; give the place in the recording."""
    it.until("!!document.querySelector('#play.on') && document.querySelector('#clock').textContent !== '0:00'")
    return it.page.inner_text("#clock")


def test_j_and_k_and_the_arrows_walk_through_what_is_to_be_decided(opened):
    """The first is open at once; the walk stops at both ends."""
    it = opened()
    seen = [it.current()]
    for key in ["j", "ArrowDown", "j", "j", "j", "j"]:
        it.press(key)
        seen.append(it.current())
    assert seen == [*ORDER, ORDER[-1]]
    it.press("k", "ArrowUp")
    assert it.current() == ORDER[-3]
    it.press(*"kkkkkk")
    assert it.current() == ORDER[0]


def test_two_keys_hear_and_accept(opened):
    """Space plays the words in question from a little before them, enter takes what is proposed and goes on."""
    it = opened()
    it.press("Space")
    assert playing(it) in {"1:03", "1:04"}
    it.press("Enter")
    assert it.current() == "neg-ever"
    assert "Fixed: value" in it.text("#card-word-valley .state")
    assert it.text("#lede") == "5 to decide, about 2 minutes"


def test_every_digit_decides_in_its_own_way(opened):
    """1 fixes, 2 keeps, 3 edits, 4 corrects the transcript, 5 asks the author, u takes it back."""
    it = opened()
    it.press("1", "2", "3")
    assert it.page.input_value("textarea") == "Fresnel"
    it.page.keyboard.type("Fresnelle")
    it.press("Enter", "4")
    it.page.keyboard.type("watch now")
    it.press("Enter", "5")
    it.page.keyboard.type("Did they?")
    it.press("Enter")
    states = [it.text(f"#card-{key} .state") for key in ORDER[:5]]
    assert [state.rpartition(" ")[0] for state in states] == [
        "Fixed: value", "Kept as written", "Edited: Fresnelle", "Really said: watch now", "Query: Did they?",
    ]  # fmt: skip
    assert it.text("#queries") == "3: 45: “They argue about whether ghosts run the light.”: Did they?"
    it.press("k", "u")
    assert it.text("#card-none-ghosts .state") == ""
    assert it.current() == "none-ghosts"


def test_equal_findings_are_one_decision(opened):
    """Both places of the name change together."""
    it = opened()
    it.press("j", "j", "Enter")
    assert it.page.locator("#changes li").count() == 2


def test_enter_without_a_proposal_decides_nothing(opened):
    """It says what can be done instead."""
    it = opened()
    it.press(*"jjjj", "Enter")
    it.until("document.querySelector('#say').textContent.includes('Nothing is proposed')")
    assert it.text("#card-none-ghosts .state") == ""


def test_escape_leaves_an_edit_without_deciding(opened):
    """The card has the focus again."""
    it = opened()
    it.press("3")
    it.page.keyboard.type("vale")
    it.press("Escape")
    assert it.page.locator("form.ask").count() == 0
    assert it.text("#card-word-valley .state") == ""
    it.press("j")
    assert it.current() == "neg-ever"


def test_a_typed_time_must_be_one(opened):
    """“later” is refused, “2: 51” is taken."""
    it = opened()
    it.press(*"jjjjj", "3")
    it.page.fill("textarea", "later")
    it.press("Enter")
    assert it.page.locator("form.ask").count() == 1
    it.page.fill("textarea", "2: 51")
    it.press("Enter")
    assert "Edited: 2: 51" in it.text("#card-time-4 .state")


@pytest.fixture
def elsewhere(clips):
    """A clip of five seconds for the first other place of the note whose time is wrong."""
    sound = clips[1].data
    return {("r1", 12_000): Clip(11_500, 21_500, "audio/mp4", sound)}


def test_other_places_are_one_key_away_and_heard_at_once(opened, clips, elsewhere):
    """The list opens, the first place plays; a again goes on to the next, enter takes its time."""
    it = opened(report.page(fake_report(), clips=clips, elsewhere=elsewhere, version="0"))
    it.press(*"jjjjj", "a")
    assert "Good evening. Tonight there is fog" in it.text("#card-time-4 .others")
    assert playing(it) in {"0:11", "0:12"}
    it.page.wait_for_selector("#card-time-4 .other .w.now")
    it.press("Space")
    it.page.wait_for_selector("#play:not(.on)")
    it.press("Space")
    assert playing(it) in {"0:11", "0:12", "0:13"}
    it.press("Enter")
    assert "Edited: 0: 10" in it.text("#card-time-4 .state")
    assert it.text("#changes ins") == "0: 10"


def test_another_place_without_sound_says_so(opened):
    """Its time still links to the recording, and it can be taken by mouse."""
    it = opened()
    it.press(*"jjjjj", "a")
    it.until("document.querySelector('#say').textContent.includes('no sound of this place')")
    assert it.page.get_attribute("#card-time-4 .other a.away", "href").endswith("t=12")
    it.page.click("#card-time-4 [data-do=use] >> nth=0")
    assert "Edited: 0: 10" in it.text("#card-time-4 .state")


def test_what_has_no_words_of_its_own_plays_the_notes_passage(opened, clips):
    """A name that could not be placed is listened for in its note; moving on stops the sound."""
    made = fake_report()
    findings = tuple(
        replace(one, start_ms=None, end_ms=None) if one.id == "name-2" else one for one in made.verification.findings
    )
    made = replace(made, verification=replace(made.verification, findings=findings))
    it = opened(report.page(made, clips=clips, version="0"))
    it.press("j", "j")
    assert it.page.locator("#card-name-2 [data-do=loop]").count() == 0
    it.press("Space")
    assert playing(it) == "0:57"
    it.press("j")
    it.page.wait_for_selector("#play:not(.on)")


def test_two_seconds_go_round(opened):
    """The loop comes back to where it began."""
    it = opened()
    it.press("l")
    playing(it)
    it.page.evaluate(
        "window.seen = []; setInterval(() => window.seen.push(document.querySelector('#clock').textContent), 100)"
    )
    it.page.wait_for_timeout(3500)
    seen = it.page.evaluate("window.seen")
    assert set(seen) <= {"1:05", "1:06", "1:07"}
    assert any(later < earlier for earlier, later in itertools.pairwise(seen))
    it.press("l")
    it.page.wait_for_selector("#play:not(.on)")


def test_a_word_clicked_is_heard_and_words_light_up(opened):
    """The third word of the passage begins 600 ms after it."""
    it = opened()
    it.page.click('a[href="#note-2"] >> nth=0')
    passage = it.page.locator("#note-2 .passage")
    passage.hover()
    it.page.locator("#note-2 .passage .w", has_text="lens").first.click()
    assert playing(it) == "0:58"
    it.page.wait_for_selector("#note-2 .w.now")
    assert it.page.locator("#note-2 .passage .w").count() == 33


def test_the_speed_is_kept_from_clip_to_clip(opened):
    """One and a half times, by key."""
    it = opened()
    it.press("]", "]")
    assert it.page.input_value("#speed") == "1.5"
    it.press("[")
    assert it.page.input_value("#speed") == "1.25"


def test_mouse_and_keys_work_together(opened):
    """After a click on Listen, on the speed or on a threshold, the keys go on as before."""
    it = opened()
    it.page.click("#card-word-valley [data-do=listen]")
    playing(it)
    it.press("Escape")
    it.page.wait_for_selector("#play:not(.on)")
    it.page.select_option("#speed", "2")
    it.page.check("input[value='60']")
    it.press("j", "2")
    assert it.text("#card-neg-ever .state").startswith("Kept as written")


def test_a_smaller_difference_can_be_shown_and_a_larger_one_asked_for(opened):
    """Of the two times, one is 45 s off and one 20 s."""
    it = opened()
    count = it.page.locator("#cards > .card").count
    it.page.check("input[value='60']")
    assert count() == 5
    assert it.text("#lede").startswith("5 to decide")
    it.page.check("input[value='15']")
    assert count() == 7
    assert it.text(".smaller > summary") == "1 smaller thing"
    it.page.check("input[value='30']")
    assert [card.get_attribute("data-key") for card in it.page.locator("#cards > .card").all()] == ORDER
    assert it.page.locator("#small-cards > .card").count() == 2


def test_decisions_survive_a_reload_and_are_saved_as_a_file(opened):
    """What the browser keeps is said to be only there until it is saved; the program reads the file."""
    it = opened()
    it.page.fill("#by", "AB")
    it.page.click("#card-word-valley .change")
    it.press("Enter")
    assert it.text("#unsaved") == "1 decision only in this browser"
    it.page.reload()
    assert "Fixed: value AB" in it.text("#card-word-valley .state")
    name, text = it.download("#save")
    assert name == "lamp-room.decisions.json"
    assert it.text("#unsaved") == "All saved"
    it.page.reload()
    assert it.text("#unsaved") == "All saved"
    made = decisions.parse(text, name)
    applied = decisions.apply(fake_report().notes, fake_report(), made)
    assert applied.text == NOTES.replace("The valley", "The value")
    assert made.decisions[0].seen.audio_sha256 == "ab" * 32


def test_the_corrected_file_differs_in_the_accepted_characters_only(opened):
    """Byte for byte, CRLF, BOM and characters beyond UTF-16's first plane included."""
    text = "\ufeff" + NOTES.replace("A long episode", "🗼 A long episode").replace("\n", "\r\n")
    text = text.replace("(0: 15)", "\n(0: 15)", 1)
    made = fake_report(text)
    it = opened(report.page(made, clips={}, version="0"))
    it.press("Enter", "2", "Enter", "Enter", "2", "Enter")
    name, corrected = it.download("#corrected")
    assert name == "lamp-room.md"
    wanted = (
        text.replace("The valley", "The value").replace("watch. You", "watch. […] You").replace("(2: 00)", "(2: 45)")
    )
    wanted = wanted.replace("Fresnell", "Fresnel")
    assert corrected == wanted


def test_of_two_corrections_that_overlap_the_page_says_which_is_left(opened):
    """In its card; the text has the first alone, as the program would have it."""
    made = fake_report()
    first = next(one for one in made.verification.findings if one.id == "word-valley")
    second = replace(
        first,
        id="cross",
        kind="word",
        start_char=first.start_char + 3,
        end_char=first.end_char + 3,
        written="ley of",
        proposed="ue of",
    )
    made = replace(made, verification=replace(made.verification, findings=(*made.verification.findings, second)))
    it = opened(report.page(made, clips={}, version="0"))
    it.press("Enter")
    it.page.click("#card-cross summary")
    it.page.focus("#card-cross")
    it.press("Enter")
    assert it.page.text_content("#card-cross .news").startswith("Left out of the text")
    assert it.page.text_content("#card-word-valley .news") == ""
    assert it.text("#changes ins") == "value"
    _, corrected = it.download("#corrected")
    assert corrected == NOTES.replace("The valley", "The value")


def test_corrected_notes_are_pasted_with_their_links(opened):
    """Into a web editor: paragraphs, bold, links, and the times linked to their seconds; as plain text elsewhere."""
    it = opened(permissions=["clipboard-read", "clipboard-write"])
    it.press("Enter")
    it.page.click("#copy-notes")
    it.page.evaluate("""() => { const box = document.createElement("div"); box.contentEditable = "true"; box.id = "paste";
        const plain = document.createElement("textarea"); plain.id = "plain"; document.body.prepend(box, plain) }""")
    it.page.focus("#paste")
    it.press("ControlOrMeta+v")
    it.page.focus("#plain")
    it.press("ControlOrMeta+v")
    html = it.page.inner_html("#paste")
    assert "The value of a lens" in html
    assert 'href="https://www.youtube.com/watch?v=lamproom012&amp;t=60"' in html
    assert 'href="https://radio.example/plans"' in html
    assert it.page.locator("#paste p").count() >= 8
    assert it.page.locator("#paste strong, #paste b").first.inner_text() == "nobody"
    assert "title:" not in html
    body = NOTES.split("---\n", 2)[2]
    assert it.page.input_value("#plain") == body.replace("The valley", "The value")


def test_one_change_is_copied_and_ticked(opened):
    """The words alone."""
    it = opened(permissions=["clipboard-read", "clipboard-write"])
    it.press("Enter")
    it.page.click("#changes [data-do=copy]")
    assert it.page.evaluate("navigator.clipboard.readText()") == "value"
    it.page.check("#changes input")
    it.page.click("#card-neg-ever summary")
    it.press("Enter")
    assert it.page.is_checked("#changes input >> nth=0")


def test_a_saved_page_is_continued_by_a_colleague_and_two_merge(opened, tmp_path):
    """The page carries the decisions along; where two people differ, both are shown until one decides again."""
    mine = opened()
    mine.page.fill("#by", "AB")
    mine.page.click("#card-word-valley .change")
    mine.press("Enter")
    _, mine_html = mine.download("#save-page")

    hers = opened()
    hers.page.fill("#by", "CD")
    hers.page.click("#card-word-valley .change")
    hers.press("2", "Enter")
    _, hers_html = hers.download("#save-page")

    both = opened(mine_html)
    assert "Fixed: value AB" in both.text("#card-word-valley .state")
    other = tmp_path / "hers.html"
    other.write_bytes(hers_html.encode())
    both.page.set_input_files("#load-file", str(other))
    both.page.wait_for_selector(".card.conflict")
    assert "Fixed: never CD" in both.text("#card-neg-ever .state")
    both.page.click("#card-word-valley summary")
    news = both.text("#card-word-valley .news")
    assert "AB: Fixed: value" in news
    assert "CD: Kept as written" in news
    both.press("1")
    assert both.page.locator(".card.conflict").count() == 0
    assert "Fixed: value" in both.text("#card-word-valley .state")


def test_a_saved_page_saved_again_is_the_same_page(opened):
    """Nothing of the living page leaks into the saved one."""
    first = opened()
    first.press("Enter")
    _, once = first.download("#save-page")
    again = opened(once)
    _, twice = again.download("#save-page")
    assert once == twice


def test_a_file_that_is_none_of_ours_changes_nothing(opened, tmp_path):
    """It is named and refused."""
    it = opened()
    junk = tmp_path / "junk.json"
    junk.write_text('{"schema_version": 1, "decisions": [{"id": 3}]}')
    it.page.set_input_files("#load-file", str(junk))
    it.until("document.querySelector('#say').textContent.startsWith('junk.json holds no decisions')")
    assert it.text("#lede").startswith("6 to decide")


def test_decisions_about_other_notes_are_not_taken(opened, tmp_path):
    """The page says so."""
    it = opened()
    other = tmp_path / "other.json"
    other.write_text(decisions.dumps(Decisions("x", (Decision("1", "elsewhere", "fix"),))))
    it.page.set_input_files("#load-file", str(other))
    it.until("document.querySelector('#say').textContent === 'other.json is about other notes.'")
    assert it.text("#unsaved") == ""


def test_other_forms_are_handed_out(opened):
    """Byte for byte as they were given."""
    sheet = report.Attachment("Quotes sheet", "quotes.csv", "text/csv", "\ufeffquote,note\r\n</script>,1\r\n")
    it = opened(report.page(fake_report(), clips={}, version="0", attachments=[sheet]))
    it.page.click(".forms > summary")
    assert it.download("[data-attachment]") == ("quotes.csv", sheet.text)


def test_decisions_given_to_the_page_are_shown_with_what_changed_since(opened):
    """Unchanged ones stand; one that saw another proposal says so and is not applied."""
    finding = {one.id: one for one in fake_report().verification.findings}

    def seen(key, **other):
        one = replace(finding[key], **other)
        return decisions.Seen(one.kind, one.written, one.heard, one.proposed)

    made = Decisions("lamp-room.md", (
        Decision("1", "word-valley", "fix", None, "AB", "2026-01-01T00:00:00Z", seen=seen("word-valley")),
        Decision("2", "neg-ever", "fix", None, "AB", "2026-01-01T00:00:00Z", seen=seen("neg-ever", proposed="hardly")),
    ), known=("word-valley", "neg-ever", "name-1", "none-ghosts"))  # fmt: skip
    it = opened(report.page(fake_report(), clips={}, version="0", decided=made))
    it.page.click("#card-neg-ever summary")
    assert it.text("#card-neg-ever .news") == "This has changed since it was decided."
    assert it.text("#changes del") == "valley"
    it.page.click("#card-join-sea summary")
    assert it.text("#card-join-sea .news") == "New since the last decisions."
    assert it.page.text_content("#card-none-ghosts .news") == ""
    assert it.text("#since") == "Since last time: 4 new, 1 changed since decided, 1 decided and unchanged"


def test_the_page_works_where_storage_is_refused(opened, chromium):
    """Everything but the keeping; the bar says so."""
    context = chromium.new_context(accept_downloads=True)
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    it = opened(context=context)
    it.press("Enter")
    assert it.text("#unsaved") == "1 decision only on this page, which cannot keep them"
    assert "Fixed: value" in it.text("#card-word-valley .state")
    context.close()


def test_single_keys_can_be_switched_off(opened):
    """For people whose voice or hand types by accident (WCAG 2.1.4)."""
    it = opened()
    it.press("?")
    it.page.uncheck("#use-keys")
    it.press("Escape", "j")
    assert it.current() == "word-valley"


def test_a_key_held_down_decides_once(opened):
    """Only walking repeats."""
    it = opened()
    it.page.keyboard.down("Enter")
    it.page.keyboard.down("Enter")
    it.page.keyboard.down("Enter")
    it.page.keyboard.up("Enter")
    assert it.text("#progress-word") == "1 of 6 decided"
    it.page.keyboard.down("k")
    it.page.keyboard.down("k")
    assert it.current() == "word-valley"


def test_a_page_opened_at_a_note_can_be_decided_at_once(opened):
    """The note is open, and the keys begin at the first card."""
    it = opened()
    it.page.goto(it.page.url + "#note-5")
    it.page.reload()
    assert it.page.locator("#note-5 .words").is_visible()
    assert it.current() == "word-valley"
    it.press("j")
    assert it.current() == "neg-ever"


def test_a_link_to_a_smaller_thing_opens_it(opened):
    """Its list too."""
    it = opened()
    it.page.click("#note-8 > summary")
    it.page.click("#note-8 a[href='#card-hedge-tower']")
    assert it.page.locator("#card-hedge-tower .evidence").is_visible()


def test_on_paper_everything_is_open_and_afterwards_as_before(opened):
    """Notes and cards, for browsers whose style sheets cannot open them."""
    it = opened()
    it.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert it.page.locator("details:not([open])").count() == 0
    it.page.evaluate("dispatchEvent(new Event('afterprint'))")
    it.until("document.querySelectorAll('.card details[open]').length === 1")
    assert it.current() == "word-valley"
    assert it.page.locator(".note[open]").count() == 0


def test_a_voice_is_named_once_and_everywhere(opened):
    """From the card by a key, from the list at the head by mouse; taken back, the transcript's own label stands."""
    it = opened()
    it.page.fill("#by", "AB")
    it.page.click("#card-word-valley .change")
    it.press("v")
    assert it.page.input_value("textarea") == "Keeper"
    it.page.keyboard.type("Ada Marsh")
    it.press("Enter")
    assert it.page.evaluate("document.activeElement.id") == "card-word-valley"
    every = it.page.evaluate("[...document.querySelectorAll('.passage .who')].map((who) => who.textContent)")
    assert set(every) == {"Ada Marsh", "Host"}
    assert it.text("#voices li >> nth=1").startswith("Ada Marsh named by AB, 20")
    assert it.text("#unsaved") == "1 decision only in this browser"
    assert it.text("#lede").startswith("6 to decide")
    _, text = it.download("#save")
    (voice,) = decisions.voice_names(decisions.parse(text, "d"))
    assert (voice.label, voice.name, voice.by, voice.audio_sha256) == ("Keeper", "Ada Marsh", "AB", "ab" * 32)
    it.page.reload()
    assert "Ada Marsh" in it.page.text_content("#note-2 .passage")
    it.page.click("#voices li:nth-child(2) button")
    it.page.fill("textarea", "")
    it.press("Enter")
    assert it.text("#voices li >> nth=1") == "Keeper Name the voice of Keeper"


def test_a_named_voice_of_the_last_check_goes_by_its_name(opened):
    """It is filed under the transcript's label still, and may be named anew; words corrected are marked, and by whom."""
    seen = decisions.Seen("voice", "", "Keeper", None, "r1", "ab" * 32)
    voice = Decision("1", "voice:" + "ab" * 32 + ":Keeper", "voice", "Ada", "AB", "2026-01-01T00:00:00Z", (), seen)
    words = Decision(
        "2", "word-valley", "transcript", "valley", "CD", "2026-01-02T00:00:00Z", (),
        decisions.Seen("homophone", "valley", "value", "value", "r1", "ab" * 32, 66_300, 66_560),
    )  # fmt: skip
    made, given = fake_report(), Decisions("lamp-room.md", (voice, words))
    made = replace(made, recordings=tuple(decisions.laid(one, decisions.layer(given)) for one in made.recordings))
    it = opened(report.page(made, clips={}, version="0", decided=given))
    facts = it.text(".facts")
    assert "“value” at 1:06 is really “valley” (CD, 2026-01-02)" in facts
    assert "“Keeper” is Ada (AB, 2026-01-01)" in facts
    it.page.click("#note-2 > summary")
    assert it.page.locator("#note-2 .passage mark.corrected").inner_text() == "valley"
    it.page.click("#voices li:nth-child(2) button")
    assert it.page.input_value("textarea") == "Ada"
    it.page.fill("textarea", "Ada Marsh")
    it.press("Enter")
    _, text = it.download("#save")
    assert [(one.label, one.name) for one in decisions.voice_names(decisions.parse(text, "d"))] == [
        ("Keeper", "Ada Marsh")
    ]


def test_a_card_opens_by_mouse_and_by_tab(opened):
    """Space and enter on a closed card's summary open it, and decide nothing."""
    it = opened()
    it.page.focus("#card-join-sea summary")
    it.press("Enter")
    it.page.wait_for_selector("#card-join-sea[aria-current]")
    assert it.text("#card-join-sea .state") == ""


def test_without_scripts_everything_can_be_read_and_heard(opened):
    """All cards and notes, links, and an ordinary player for each clip."""
    it = opened(javascript=False)
    for wanted in ("value” is heard 2 times", "time right", "Not checked"):
        assert wanted in it.page.inner_text("body")
    it.page.click("#note-2 > summary")
    assert it.page.locator("#note-2 audio[controls]").is_visible()
    assert not it.page.locator("#dock").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(opened, axe, scheme, width):
    """WCAG 2.2 A and AA and axe's best practices, with a decision made, an edit open and every note open."""
    it = opened(color_scheme=scheme, viewport={"width": width, "height": 800})
    it.press("Enter", "Enter", "3")
    it.page.click("#open-all")
    it.page.evaluate(
        "document.querySelectorAll('.note').forEach((one) => { one.style.contentVisibility = 'visible' }); document.querySelector('.smaller').open = true"
    )
    found = axe.run(it.page).response["violations"]
    assert [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found] == []


def test_axe_finds_nothing_in_the_index(opened, axe):
    """Several files, some done, some waiting; it needs no script."""
    data = json.loads(export.to_json(fake_report()))
    done = data | {"notes_file": "b.md", "findings": []}
    rows = [report.summarise(one, href=f"{n}.html") for n, one in enumerate((data, done))]
    it = opened(report.index(rows, version="0"), viewport={"width": 320, "height": 700})
    assert axe.run(it.page).response["violations"] == []
    assert it.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_all_that_waits_is_sorted_in_the_index_and_leads_to_its_card(opened, tmp_path):
    """By notes, by kind, by time; the link opens the finding on its report, whichever of equal ones it names."""
    data = json.loads(export.to_json(fake_report()))
    page = tmp_path / "lamp-room.html"
    page.write_bytes(report.page(fake_report(), clips={}, version="0").encode())
    it = opened(report.index([report.summarise(data, href=page.name)], version="0"))

    def kinds():
        return [row.get_attribute("data-kind") for row in it.page.locator("#opens > li").all()]

    assert kinds() == ["homophone", "negation", "join", "name", "time", "unsupported"]
    it.page.check("input[value='kind']")
    assert kinds() == ["homophone", "negation", "name", "join", "unsupported", "time"]
    it.page.check("input[value='time']")
    assert kinds() == ["homophone", "negation", "time", "join", "unsupported", "name"]
    it.page.click("#opens a >> nth=1")
    it.page.wait_for_selector("#card-neg-ever[aria-current]")
    it.page.goto(page.as_uri() + "#finding-name-2")
    it.page.reload()
    it.page.wait_for_selector("#card-name-1[aria-current]")


@pytest.mark.parametrize("width", [320, 768, 1280, 3840])
def test_nothing_sticks_out_at_any_width(opened, width):
    """No sideways scrolling, with long words in notes and names."""
    text = NOTES.replace("Said with feeling.", "x" * 400).replace(
        "Oil came by boat.", "https://radio.example/" + "y" * 300
    )
    it = opened(report.page(fake_report(text), clips={}, version="0"), viewport={"width": width, "height": 900})
    it.page.click("#open-all")
    assert it.page.evaluate("document.documentElement.scrollWidth") <= width


def test_hostile_text_runs_nowhere(opened):
    """In notes, titles and decisions, before and after they are decided."""
    evil = '<img src=x onerror="window.hit=1"></script><script>window.hit=1</script>\u202e'
    made = fake_report(NOTES.replace("Said with feeling.", evil).replace("Oil came by boat.", evil))
    finding = made.verification.findings[0]
    findings = (replace(finding, heard=evil, proposed=evil, evidence=evil), *made.verification.findings[1:])
    made = replace(
        made,
        verification=replace(made.verification, findings=findings),
        recordings=(replace(made.recordings[0], title=evil, link="javascript:window.hit=1"),),
        notes=replace(made.notes, front=replace(made.notes.front, title=evil)),
    )
    given = Decisions(evil, (Decision("1", "neg-ever", "query", evil, evil, evil),))
    it = opened(report.page(made, clips={}, version=evil, decided=given))
    it.press("Enter")
    it.page.click("#copy-notes")
    assert it.page.evaluate("window.hit") is None
    assert it.page.locator("img").count() == 0
    assert it.page.locator("a[href^='javascript']").count() == 0
    assert "⟦U+202E⟧" in it.text("h1")
    _, html = it.download("#save-page")
    again = opened(html)
    assert again.page.evaluate("window.hit") is None
    assert again.page.locator("img").count() == 0


def test_lines_of_a_megabyte_are_shown_and_the_page_stays_alive(opened):
    """One long word and one long line, at the width of a phone: no sideways scrolling, and keys act."""
    text = NOTES.replace("Said with feeling.", "x" * 1_000_000).replace("Oil came by boat.", "oil " * 250_000)
    it = opened(report.page(fake_report(text), clips={}, version="0"), viewport={"width": 360, "height": 740})
    it.press("Enter")
    assert "Fixed: value" in it.text("#card-word-valley .state")
    it.page.click("#note-5 > summary")
    assert it.page.evaluate("document.querySelector('#note-5 .words').textContent.length") > 1_000_000
    assert it.page.evaluate("document.documentElement.scrollWidth") <= 360
    _, corrected = it.download("#corrected")
    assert corrected == text.replace("The valley", "The value")


def test_text_from_right_to_left_stays_in_its_order(opened):
    """A paragraph of Arabic is set from the right, what stands around it from the left; a decision changes no other character."""
    text = NOTES.replace("Said with feeling.", "قال الحارس هذا.").replace("Oil came by boat.", "جاء الزيت بالقارب.", 1)
    it = opened(report.page(fake_report(text), clips={}, version="0"))
    it.page.click("#note-3 > summary")
    directions = (
        "[...document.querySelectorAll('#note-3 .words, #note-3 .said')].map((one) => getComputedStyle(one).direction)"
    )
    assert it.page.evaluate(directions)[:2] == ["rtl", "ltr"]
    it.page.click("#card-neg-ever summary")
    it.page.focus("#card-neg-ever")
    it.press("Enter")
    _, corrected = it.download("#corrected")
    assert corrected == text.replace("could ever", "could never")


def test_two_hundred_notes_are_quick(opened, clips):
    """A key is answered, and the page is alive, without a wait that anybody would notice."""
    many = many_notes(200)
    data = clips[1].data
    given = {n: replace(clips[(n - 1) % 8 + 1], data=data) for n in range(1, 201) if (n - 1) % 8 + 1 in clips}
    it = opened(report.page(many, clips=given, version="0"))
    assert it.page.locator(".note").count() == 200
    it.press("j")
    assert it.current() == "neg-ever"


@pytest.mark.parametrize(
    ("options", "listens", "links"),
    [({"audio": "none"}, 0, True), ({"audio": "link"}, 1, True), ({"sharing": True}, 0, True)],
)
def test_a_page_without_sound_offers_the_recording_instead(opened, clips, options, listens, links):
    """The sound is not in the page; with links, Listen opens the recording at the right second."""
    html = report.page(fake_report(), clips=clips, version="0", **options)
    assert 'src="data:audio' not in html
    it = opened(html)
    assert it.page.locator("#card-word-valley [data-do=listen]").count() == listens
    assert (
        it.page.get_attribute("#card-word-valley .heard a.away", "href")
        == "https://www.youtube.com/watch?v=lamproom012&t=66"
    )


def test_a_page_for_sharing_holds_nothing_from_above_the_notes(opened):
    """Paths and private feeds stand in the front matter; corrections still land where they should."""
    text = NOTES.replace("title:", "source: /home/writer/private.mp3\ntitle:", 1)
    html = report.page(fake_report(text), clips={}, version="0", sharing=True)
    assert "/home/writer" not in html
    assert "Hosts contacted" not in html
    it = opened(html)
    it.press("Enter")
    assert it.text("#changes .line").startswith("bends nearly all")
    assert it.text("#changes del") == "valley"
    assert it.page.locator("#corrected").count() == 0


def test_a_clip_that_cannot_be_decoded_says_so(opened):
    """A sentence in the bar, and the page goes on."""
    broken = {2: Clip(57_500, 67_500, "audio/mp4", b"no sound at all")}
    it = opened(report.page(fake_report(), clips=broken, version="0"), quiet=False)
    it.press("Space")
    it.until("/cannot be (played|decoded)/.test(document.querySelector('#say').textContent)")
    it.press("Enter")
    assert it.current() == "neg-ever"


def test_the_decisions_island_is_json_alone(opened):
    """What a colleague's program reads out of a saved page."""
    it = opened()
    it.press("Enter")
    _, html = it.download("#save-page")
    raw = html.split('<script type="application/json" id="decisions">')[1].split("</script>")[0]
    assert json.loads(raw)["decisions"][0]["finding"] == "word-valley"
