"""Words that sound the same and are spelt wrong for their place: no recording can settle them.

Found by what they stand beside ("petal to the metal"), by what the transcript has between the same neighbours,
and, for a word that is none, by a word of the passage that sounds the same ("sparce", "sparse").
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz.distance import OSA

from pipeline.quotations import prose
from pipeline.records import Alignment, Finding, Match, Note, Notes
from pipeline.verify.clauses import is_content, stem
from pipeline.verify.findings import stable_id
from pipeline.verify.heard import Heard
from pipeline.words import STOP_WORDS, Token, phonetic_key, tokens

_GROUPS = """
air heir|aisle isle|altar alter|ascent assent|ate eight|bail bale|ball bawl|band banned|bare bear|base bass
beach beech|bean been|beat beet|berry bury|berth birth|board bored|bolder boulder|born borne|bough bow
brake break|braking breaking|bread bred|bridal bridle|broach brooch|canvas canvass|capital capitol
carat carrot caret|cast caste|ceiling sealing|cell sell|cellar seller|cent scent sent|cereal serial|chord cord
chute shoot|cite sight site|coarse course|complement compliment|complementary complimentary|core corps
council counsel|councillor counsellor|creak creek|crews cruise|cue queue|currant current|dear deer|dew due
discreet discrete|dual duel|dye die|elicit illicit|ensure insure|fair fare|faze phase|feat feet|flair flare
flea flee|flour flower|foreword forward|forth fourth|foul fowl|gait gate|gilt guilt|grate great|groan grown
guessed guest|hail hale|hair hare|hall haul|hangar hanger|heal heel|hear here|heard herd|higher hire|hoard horde
hoarse horse|hole whole|holy wholly|hour our|idle idol|key quay|knead need|knew new|knight night|knot not
lain lane|lead led|leak leek|lessen lesson|liable libel|loan lone|made maid|mail male|main mane|manner manor
marshal martial|meat meet|medal meddle|metal mettle|miner minor|moan mown|mode mowed|moose mousse
morning mourning|mussel muscle|naval navel|oar ore|pail pale|pain pane|pair pare pear|palate palette pallet
passed past|patience patients|pause paws|peace piece|peak peek pique|peaked piqued|peal peel|pedal peddle petal
peer pier|plain plane|pleas please|plum plumb|pole poll|pore pour|poring pouring|pray prey|precedence precedents
presence presents|pride pried|principal principle|profit prophet|rain reign rein|raise raze|rap wrap
rapped wrapped|read red|real reel|reek wreak|rest wrest|right rite write|ring wring|road rode rowed|role roll
root route|rote wrote|rye wry|sail sale|scene seen|seam seem|sear seer|sew sow|shear sheer|shone shown
slay sleigh|sleight slight|soar sore|sole soul|some sum|son sun|staid stayed|stair stare|stake steak
stationary stationery|steal steel|step steppe|straight strait|suite sweet|tail tale|taught taut|team teem
tear tier|tide tied|throne thrown|throes throws|tic tick|toe tow|tracked tract|troop troupe|vain vane vein
vale veil|vial vile|wail whale|waist waste|wait weight|waive wave|waiver waver|ware wear where|warn worn
way weigh|weak week|weather whether|which witch|whine wine|whirled world|who's whose|wood would|yoke yolk
sparse sparce|its it's|their there they're|your you're|to too two|affect effect|than then|loose lose|mite might
censor sensor|fir fur|flu flew|size sighs|pi pie|sighed side|guise guys|links lynx|packed pact|prince prints
tacks tax|tents tense|bites bytes|chews choose|greece grease|hose hoes|nose knows|none nun|paced paste|sic sick
sink sync|tea tee|time thyme|heroin heroine|cash cache|chilli chilly|click clique|colonel kernel|dam damn
desert dessert|fate fete|fined find|fisher fissure|gorilla guerrilla|hi high|him hymn|hertz hurts|leased least
maize maze|mist missed|nay neigh|plait plate|quarts quartz|rough ruff|sauce source|seas sees seize|serf surf
stile style|toad towed|urn earn|wade weighed|war wore|weather wether|bight bite byte|brows browse
ceilings sealings|chased chaste|cops copse|guest guessed|tale tail|waits weights|accept except|flecks flex
lapse laps|mustard mustered|ode owed
"""

# what stands in a wrong place > what belongs there (_ for a space), with the words around it
_COLLOCATIONS = """
petal>pedal to the metal|peddle>pedal to the metal|breaking>braking mechanism|breaking>braking system
breaking>braking distance|breaking>braking force|break>brake pedal|break>brake lights|breaks>brakes failed
not here>hear about|to here>hear about|to here>hear from|to here>hear that|can here>hear you|here>hear me out
here here>hear hear|did not here>hear|tow>toe the line|free reign>rein|reign>rein in|reigned>reined in
peaked>piqued my|peaked>piqued his|peaked>piqued her|peaked>piqued interest|peak>pique my interest
sneak peak>peek|take a peak>peek|pour>pore over|pouring>poring over|poured>pored over|baited>bated breath
deep seeded>seated|should of>have|could of>have|would of>have|must of>have|might of>have|loose>lose money
loose>lose weight|loose>lose track|loose>lose sight|loose>lose control|loose>lose patience|loose>lose faith
loose>lose their|loose>lose his|loose>lose her|loose>lose your|to loose>lose|more then>than|less then>than
rather then>than|other then>than|side affects>effects|the affect>effect of|an affect>effect on
principle>principal reason|in principal>principle|mute>moot point|wet>whet your|wet>whet the appetite
bare>bear in mind|bare>bear with|bare>bear the brunt|grizzly>grisly murder|grin and bare>bear|hunger pains>pangs
stationary>stationery shop|i past>passed the|has past>passed|have past>passed|in the passed>past
piece>peace of mind|a peace>piece of|plain>plane crash|roll>role model|play a roll>role|plays a roll>role
playing a roll>role|soul>sole purpose|soul>sole owner|sore>soar above|to steel>steal|do waist>waste
a waist>waste of|in vein>vain|same vain>vein|weather>whether or not|weather>whether it|weather>whether they
weather>whether we|weather>whether you|weather>whether he|weather>whether she|rite>right of way
to right>write a book|cite>sight unseen|building sight>site|web sight>site|in site>sight of|to much>too much
to many>too many|to late>too late|to far>too far|way to>too much|your>you're welcome|your>you're right
your>you're wrong|your>you're going|your>you're not|you're>your own|it's>its own|they're>their own
there>their own|their>there is|their>there are|their>there was|their>there were|who's>whose fault
who's>whose job|whose>who's going|compliment>complement each other|discrete>discreet inquiry|flair>flare up
hole>whole thing|the hole>whole time|idol>idle hands|council>counsel for the defence|martial>marshal law
marshal>martial law|marshal>martial arts|on there>their own|pale>pail of water|pallet>palette of colours
palette>palate cleanser|wreck>wreak havoc|reek>wreak havoc|shoe>shoo in|strait>straight forward
tick>tic disorder|two>too much|waive>wave goodbye|waved>waived the fee|yoke>yolk of an egg|sparce>sparse
alot>a_lot
"""


@cache
def _groups() -> Mapping[str, frozenset[str]]:
    """Every word with those that sound like it."""
    found: dict[str, frozenset[str]] = {}
    for group in _GROUPS.replace("\n", "|").split("|"):
        members = frozenset(group.replace("'", "").split())
        for forms in (members, frozenset(member if member.endswith("s") else f"{member}s" for member in members)):
            for form in forms if len(forms) > 1 else ():
                found[form] = found.get(form, frozenset()) | forms
    return found


def are_homophones(one: str, other: str) -> bool:
    """Whether two different words sound the same, as far as the list knows."""
    return one != other and other in _groups().get(one, ())


@cache
def _collocations() -> Mapping[str, tuple[tuple[tuple[str, ...], int, int, str], ...]]:
    """By their first word: the words of a wrong phrase, the place and length of the wrong one, the right one."""
    found: dict[str, list[tuple[tuple[str, ...], int, int, str]]] = {}
    for phrase in filter(None, (part.strip() for part in _COLLOCATIONS.replace("\n", "|").split("|"))):
        words: list[str] = []
        at, right = 0, ""
        for word in phrase.split():
            wrong, _, better = word.partition(">")
            if better:
                at, right = len(words), better
            words.append(wrong)
        spelt = tuple(token.text for word in words for token in tokens(word))
        before = sum(len(tokens(word)) for word in words[:at])
        found.setdefault(spelt[0], []).append((spelt, before, len(tokens(words[at])), right.replace("_", " ")))
    return {first: tuple(each) for first, each in found.items()}


def homophone_findings(notes: Notes, alignment: Alignment, heard: Sequence[Heard]) -> list[Finding]:
    """A minor finding for every word whose like-sounding twin belongs in its place."""
    if not heard:
        return []
    by_id = {each.recording.id: each for each in heard}
    matches = {p.note: p.outcome for p in alignment.placements if isinstance(p.outcome, Match)}
    findings: list[Finding] = []
    for note in notes.notes:
        written = tokens(prose(note.text))
        found = dict(_by_collocation(written))
        match = matches.get(note.number)
        if match is not None and match.recording in by_id:
            for place, better in _by_passage(written, by_id[match.recording], match, note.text):
                found.setdefault(place, better)
        findings.extend(_finding(note, *place, *found[place]) for place in sorted(found))
    return findings


_Found = tuple[tuple[int, int], tuple[str, str]]


def _by_collocation(written: Sequence[Token]) -> Iterator[_Found]:
    words = tuple(token.text for token in written)
    known = _collocations()
    for at, word in enumerate(words):
        for phrase, place, size, right in known.get(word, ()):
            if words[at : at + len(phrase)] == phrase:
                first, last = written[at + place], written[at + place + size - 1]
                yield (first.start_char, last.end_char), (right, "by the words beside it")


def _by_passage(written: Sequence[Token], heard: Heard, match: Match, text: str) -> Iterator[_Found]:
    first, last = heard.between(match.start_ms - 10_000, match.end_ms + 20_000)
    said = heard.tokens[first:last]
    places: dict[str, list[int]] = {}
    for at, word in enumerate(said):
        places.setdefault(word, []).append(at)
    keys: dict[str, list[str]] = {}
    for word in places:
        if len(word) >= 5:
            keys.setdefault(phonetic_key(word), []).append(word)
    words = tuple(token.text for token in written)
    for at, word in enumerate(words):
        if word in places or word in STOP_WORDS:
            continue
        twins = [twin for twin in _groups().get(word, ()) if twin in places and twin not in STOP_WORDS]
        if not twins and word not in heard.vocabulary and text[written[at].start_char].islower():
            twins = [w for w in keys.get(phonetic_key(word), ()) if heard.counts[w] > 1 and _misspelt(word, w)]
        for twin in twins:
            if any(_same_neighbours(words, at, said, place) for place in places[twin]):
                yield (written[at].start_char, written[at].end_char), (twin, "as the transcript spells it here")
                break


def _misspelt(word: str, other: str) -> bool:
    """Whether a word that nobody says may be a slip for one that sounds the same; another form of it is none."""
    return len(word) >= 5 and OSA.distance(word, other) <= 1 and stem(word) != stem(other) and word[-1] == other[-1]


def _same_neighbours(words: Sequence[str], at: int, said: Sequence[str], place: int) -> bool:
    """Whether a word that says something stands beside both."""
    near = {stem(w) for w in (*words[max(0, at - 3) : at], *words[at + 1 : at + 4]) if is_content(w)}
    return bool(near & {stem(w) for w in (*said[max(0, place - 3) : place], *said[place + 1 : place + 4])})


def _finding(note: Note, start: int, end: int, right: str, why: str) -> Finding:
    written = note.text[start:end]
    proposed = right[:1].upper() + right[1:] if written[:1].isupper() else right
    return Finding(
        stable_id("homophone", note, written),
        "homophone",
        "minor",
        note.start_char + start,
        note.start_char + end,
        written,
        f"“{proposed}” sounds the same and fits better, {why}; no recording can settle it.",
        note.number,
        None,
        proposed,
    )
