"use strict";
// The page comes alive: cards are decided by key or button, decisions are kept, corrected notes go back.

const data = JSON.parse(document.getElementById("data").textContent);
const pristine = document.documentElement.outerHTML; // what "save this page" starts from
const byId = new Map(data.findings.map((finding) => [finding.id, finding]));
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const state = { decisions: [], saved: new Set(), stands: new Map(), by: "", current: null, keys: true, ticks: new Set(), crossed: new Set(), known: new Set(), closed: null };
document.documentElement.classList.add("js");

// --- keeping --------------------------------------------------------------------------------------------------

// Browser storage may be refused (private windows, file: in some browsers): then everything works but the keeping.
const store = {
  key: `earmark:${data.notesFile}:${data.fingerprint}`,
  get(key) {
    try { return localStorage.getItem(key); } catch { return null; }
  },
  set(key, value) {
    try { localStorage.setItem(key, value); return true; } catch { return false; }
  },
};

function restore() {
  const given = JSON.parse($("#decisions").textContent);
  const embedded = usable(given) || [];
  let kept = null;
  try { kept = JSON.parse(store.get(store.key) || "null"); } catch { kept = null; }
  const local = usable(kept) || [];
  state.known = new Set([...knownIn(given), ...knownIn(kept)]);
  let files = [];
  try { files = JSON.parse(store.get(`${store.key}:saved`) || "[]"); } catch { files = []; }
  state.saved = new Set([...embedded.map((one) => one.id), ...files]);
  state.decisions = merged(embedded, local);
  state.by = store.get("earmark:by") || "";
  state.keys = store.get("earmark:keys") !== "off";
}

function asFile() {
  return { schema_version: 1, notes_file: data.notesFile, known: data.findings.map((one) => one.id), decisions: state.decisions };
}

function keep() {
  state.stands = standing(state.decisions);
  state.kept = store.set(store.key, JSON.stringify(asFile()));
  draw();
}

// --- deciding -------------------------------------------------------------------------------------------------

function newId() {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function record(id, action, text, seen) {
  state.decisions.push({
    id: newId(),
    finding: id,
    action,
    text,
    by: state.by,
    at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    replaces: lastOf(state.decisions, id),
    seen,
  });
}

function decide(card, action, text = null) {
  for (const id of card.dataset.ids.split(" ")) record(id, action, text, byId.get(id).seen);
  keep();
  if (action !== "undo") next(card);
}

// After a decision the next thing that still waits is opened; at the end, the way back.
function next(card) {
  const cards = visibleCards();
  const at = cards.indexOf(card);
  const waiting = [...cards.slice(at + 1), ...cards.slice(0, at)].find((one) => !heldOf(one));
  if (waiting) go(waiting);
  else {
    say("Everything is decided. Now back into your text.");
    open(card, false);
    $("#back").scrollIntoView({ block: "start" });
    $("#back-title").focus({ preventScroll: true });
  }
}

function heldOf(card) {
  return state.stands.get(card.dataset.ids.split(" ")[0]) || null;
}

function fix(card) {
  const other = otherOf(card);
  if (other) return takeOther(other);
  const finding = byId.get(card.dataset.key);
  if (finding.proposed === null) say("Nothing is proposed here. 2 keeps your words, 3 edits them.");
  else decide(card, "fix");
}

function undo(card) {
  if (!heldOf(card)) return say("Nothing is decided here yet.");
  decide(card, "undo");
  say("Undone.");
  go(card);
}

const QUESTIONS = {
  edit: ["Put this instead", (finding) => finding.proposed ?? finding.written],
  transcript: ["What is really said here", (finding) => finding.heard ?? ""],
  query: ["Your question to the author", () => ""],
};

function ask(card, action) {
  const finding = byId.get(card.dataset.key);
  const [label, first] = QUESTIONS[action];
  askFor({
    id: `ask-${card.dataset.key}`,
    label,
    first: first(finding),
    place: $(".acts", card),
    back: card,
    take(text) {
      if (action !== "edit" && !text.trim()) return false;
      if (action === "edit" && finding.time && parseTime(finding.written) !== null && parseTime(text) === null) return say("That is not a time, such as 1:30.");
      decide(card, action, action === "edit" ? text : text.trim());
      return true;
    },
  });
}

// One field after `place`; take(text) says whether the text will do, back has the focus when nothing is taken.
function askFor({ id, label, first, place, back, take }) {
  const form = $("#ask").content.firstElementChild.cloneNode(true);
  const field = $("textarea", form);
  field.id = id;
  $("label", form).htmlFor = id;
  $("label", form).textContent = label;
  field.value = first;
  const leave = () => { form.remove(); back.focus(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (take(field.value)) form.remove();
    else field.focus();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    if (event.key === "Enter" && !event.shiftKey && event.target === field) { event.preventDefault(); form.requestSubmit(); }
  });
  $("[data-do=cancel]", form).addEventListener("click", leave);
  $("form.ask")?.remove();
  place.after(form);
  field.focus();
  field.select();
}

const ACTS = {
  fix, undo, listen, loop,
  keep: (card) => decide(card, "keep"),
  edit: (card) => ask(card, "edit"),
  transcript: (card) => ask(card, "transcript"),
  query: (card) => ask(card, "query"),
  other: showOthers,
  use: (card, button) => decide(card, "edit", button.dataset.text),
};

// --- hearing --------------------------------------------------------------------------------------------------

function listen(card) {
  if (!player.audio.paused) return pause();
  const other = otherOf(card);
  if (other) return hearOther(other);
  if (!card.dataset.note) return elsewhere(card);
  if (card.dataset.sound !== "words") play(card.dataset.note);
  else play(card.dataset.note, Number(card.dataset.start) - 2500, Number(card.dataset.end) + 1500);
}

// Two seconds around the words, again and again.
function loop(card) {
  if (!player.audio.paused && player.loopFrom !== null) return pause();
  if (!card.dataset.note) return elsewhere(card);
  if (card.dataset.sound === "note") return listen(card);
  const start = Number(card.dataset.start);
  const end = card.dataset.sound === "words" ? Number(card.dataset.end) : start;
  const spare = Math.max(300, (2000 - (end - start)) / 2);
  play(card.dataset.note, start - spare, end + spare, true);
}

function elsewhere(card) {
  const link = $(".heard a.away", card);
  if (link) link.click();
  else say("There is no sound for this one.");
}

// The other likely places one after the other, each heard at once; after the last, the first again.
function showOthers(card) {
  const others = $(".others", card);
  if (!others) return say("No other place is likely.");
  const places = $$(".other", others);
  const at = others.open ? places.indexOf(otherOf(card)) : -1;
  const place = places[(at + 1) % places.length];
  others.open = true;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
  hearOther(place);
}

// The other place that the keys are about, if they are about one.
function otherOf(card) {
  return document.activeElement?.closest(".other") && card.contains(document.activeElement) ? document.activeElement.closest(".other") : null;
}

function hearOther(place) {
  const sound = $("[data-hear]", place);
  if (sound) play(sound.dataset.hear);
  else say($("a.away", place) ? "The page has no sound of this place; its time links to the recording." : "The page has no sound of this place.");
}

// On another place, enter takes its time.
function takeOther(place) {
  const use = $("[data-do=use]", place);
  if (use) use.click();
  else say("Press 3 to write what should stand there.");
}

// The words being said, and the open passages of this clip; looked up now and then, since this runs with every frame.
const lit = { words: [], passages: [], note: null, at: 0 };

function onSound(trouble) {
  if (trouble) say(trouble);
  const ms = position();
  const playing = !player.audio.paused;
  if ($("#play").classList.toggle("on", playing) !== ($("#play-word").textContent === "Pause")) $("#play-word").textContent = playing ? "Pause" : "Play";
  $("#dock").classList.toggle("sounding", player.note !== null);
  if (ms !== null && $("#clock").textContent !== display(ms)) $("#clock").textContent = display(ms);
  light(playing && ms !== null ? passagesNow().map((passage) => wordAt(wordsOf(passage), ms + 40)).filter(Boolean) : []);
}

function light(words) {
  for (const word of lit.words) if (!words.includes(word)) word.classList.remove("now");
  for (const word of words) if (!lit.words.includes(word)) word.classList.add("now");
  lit.words = words;
}

function passagesNow() {
  if (lit.note !== player.note || performance.now() - lit.at > 250) {
    const all = $$(`[data-clip="${player.note}"][data-starts]`);
    Object.assign(lit, { passages: all.filter((passage) => passage.checkVisibility?.() ?? passage.offsetParent !== null), note: player.note, at: performance.now() });
  }
  return lit.passages;
}

function onWord(event) {
  const passage = event.target.closest?.("[data-clip][data-starts]");
  if (!passage) return;
  wordsOf(passage);
  if (event.type !== "click" || !event.target.classList.contains("w") || String(getSelection())) return;
  const clip = clipOf(passage.dataset.clip);
  if (event.target.ms >= clip.start && event.target.ms < clip.end) play(passage.dataset.clip, event.target.ms - 60);
  else say(`The clip holds ${display(clip.start)} to ${display(clip.end)} only.`);
}

// --- moving ---------------------------------------------------------------------------------------------------

function visibleCards() {
  return $$(".card").filter((card) => !card.hidden && (card.parentElement.id === "cards" || $(".smaller").open));
}

function open(card, wanted = true) {
  $("details", card).open = wanted;
}

function go(card, focus = true) {
  if (!card) return;
  if (state.current && state.current !== card) {
    state.current.removeAttribute("aria-current");
    pause();
    $("#say").textContent = "";
    open(state.current, false);
  }
  state.current = card;
  if (card.closest(".smaller")) $(".smaller").open = true;
  card.setAttribute("aria-current", "true");
  open(card);
  if (focus) {
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "nearest" });
  }
}

function step(by) {
  const cards = visibleCards();
  const at = cards.indexOf(state.current);
  go(cards[Math.min(cards.length - 1, Math.max(0, at + by))]);
}

const KEYS = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  " ": listen, l: loop, a: showOthers, v: voiceOf, u: undo, Enter: fix,
  1: fix, 2: ACTS.keep, 3: ACTS.edit, 4: ACTS.transcript, 5: ACTS.query,
  ArrowLeft: () => skip(-2000), ArrowRight: () => skip(2000),
  Escape: pause,
  "[": () => speed(-1), "]": () => speed(1), s: saveDecisions,
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "?" && !typing(event.target)) { event.preventDefault(); return showKeys(); }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (!state.keys || typing(event.target) || $("dialog[open]") || !KEYS[key]) return;
  const walks = ["j", "k", "ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(key);
  if (event.repeat && !walks) return event.preventDefault(); // a key held down must not decide twice
  const pressable = event.target.closest("button, a, summary, audio, input");
  const arrow = event.key.startsWith("Arrow");
  if (pressable && (event.key === " " || event.key === "Enter" || (arrow && pressable.matches("input")))) return;
  const onCard = state.current && (document.activeElement === document.body || state.current.contains(document.activeElement));
  if (arrow && (event.key.endsWith("Left") || event.key.endsWith("Right") ? player.note === null : !onCard)) return;
  if (!state.current && !walks) return;
  if ((event.key === "Enter" || event.key === " ") && !onCard) return;
  event.preventDefault();
  KEYS[key](state.current);
}

function showKeys() {
  $("#keys").showModal();
  $("#keys form button").focus();
}

function typing(target) {
  return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function speed(by) {
  const select = $("#speed");
  select.selectedIndex = Math.min(select.options.length - 1, Math.max(0, select.selectedIndex + by));
  setSpeed();
}

function setSpeed() {
  player.audio.defaultPlaybackRate = player.audio.playbackRate = Number($("#speed").value);
}

// --- begin ----------------------------------------------------------------------------------------------------

function onClick(event) {
  const button = event.target.closest("[data-do]");
  const card = event.target.closest(".card");
  const summary = event.target.closest(".card > details > summary");
  if (summary) {
    event.preventDefault(); // at once, not when the browser tells that it has opened
    if (card === state.current && $("details", card).open) open(card, false);
    else go(card, false);
    return;
  }
  if (card && card !== state.current) go(card, false);
  if (button && card && ACTS[button.dataset.do]) {
    ACTS[button.dataset.do](card, button);
    // after a click to listen, the keys are the card's again
    if (event.detail && button.dataset.needs === "sound") card.focus({ preventScroll: true });
    return;
  }
  const attached = data.attachments[event.target.closest("[data-attachment]")?.dataset.attachment];
  if (attached) return handOut(attached);
  const voice = event.target.closest("[data-name-voice], .passage .who[data-voice]");
  if (voice) return askVoice(voice.dataset.nameVoice || voice.dataset.voice, voice.closest(".card"));
  const note = event.target.closest("[data-hear]");
  if (note) return !player.audio.paused && player.note === note.dataset.hear ? pause() : play(note.dataset.hear);
  const mark = event.target.closest("[data-goto]");
  if (mark) location.hash = mark.dataset.goto;
  const inside = event.target.closest('a[href^="#"]');
  if (inside) reveal(inside.getAttribute("href").slice(1));
}

// A link to a note or a card opens it first.
function reveal(id) {
  const target = document.getElementById(id);
  if (!target) return;
  if (target.closest(".card")) return go(target.closest(".card"));
  if (target.tagName === "DETAILS") target.open = true;
}

function onToggle(event) {
  const card = event.target.parentElement;
  if (card?.classList.contains("card") && event.target.open && card !== state.current && !state.closed) go(card, false);
}

function begin() {
  for (const card of $$(".card")) {
    $(".acts-place", card).replaceWith(acts(card));
    open(card, false);
  }
  player.changed = onSound;
  $("#by").value = state.by;
  $("#by").addEventListener("input", (event) => { state.by = event.target.value.trim(); store.set("earmark:by", state.by); });
  $("#use-keys").checked = state.keys;
  $("#use-keys").addEventListener("change", (event) => { state.keys = event.target.checked; store.set("earmark:keys", state.keys ? "on" : "off"); });
  $$("input[name=over]").forEach((input) => input.addEventListener("change", onThreshold));
  const clicks = {
    "#play": () => (player.audio.paused ? player.audio.play() : pause()),
    "#help": showKeys,
    "#copy-notes": copyNotes, "#save": saveDecisions, "#save-too": saveDecisions, "#save-page": savePage,
    "#load": () => $("#load-file").click(),
    "#corrected": () => download(data.notesFile, corrected(data.text, acceptedEdits()), "text/plain"),
    "#open-all": (event) => openAll(event.currentTarget),
  };
  for (const [selector, act] of Object.entries(clicks)) $(selector)?.addEventListener("click", act);
  $("#load-file").addEventListener("change", (event) => { [...event.target.files].forEach(load); event.target.value = ""; });
  $("#speed").addEventListener("change", () => { setSpeed(); $("#speed").blur(); });
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("click", onWord, true);
  document.addEventListener("pointerover", onWord);
  document.addEventListener("toggle", onToggle, true);
  addEventListener("beforeunload", (event) => { if (state.kept === false && $("#unsaved.warn")) event.preventDefault(); });
  addEventListener("beforeprint", openForPrint);
  addEventListener("afterprint", closeAfterPrint);
  addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  restore();
  $("#by").value = state.by;
  $("#use-keys").checked = state.keys;
  state.stands = standing(state.decisions);
  draw();
  drawVoices();
  drawSince();
  const cards = $$("#cards > .card");
  go(cards.find((card) => !heldOf(card)) || cards[0], false);
  if (location.hash) reveal(location.hash.slice(1));
}

function acts(card) {
  const made = $("#acts").content.firstElementChild.cloneNode(true);
  const finding = byId.get(card.dataset.key);
  const fixes = $("[data-do=fix]", made);
  if (finding.proposed === null) fixes.remove();
  else $(".what", fixes).textContent = shown(finding.label);
  const linked = data.audio === "link" && $(".heard a.away", card);
  if (!card.dataset.note) $$(linked ? "[data-do=loop]" : "[data-needs=sound]", made).forEach((button) => button.remove());
  if (card.dataset.sound === "note") $("[data-do=loop]", made).remove();
  if (!$(".others", card)) $("[data-do=other]", made).remove();
  if (made.firstElementChild.className === "gap") made.firstElementChild.remove();
  if (finding.heard === null && finding.kind !== "time") $("[data-do=transcript]", made).hidden = finding.start_ms === null;
  return made;
}

// On paper everything is open, in browsers too whose style sheets cannot say so.
function openForPrint() {
  state.closed = $$("details:not([open])");
  for (const one of state.closed) one.open = true;
}

function closeAfterPrint() {
  for (const one of state.closed || []) one.open = false;
  setTimeout(() => { state.closed = null; }); // after the news that they were opened
}

function openAll(button) {
  const wanted = button.getAttribute("aria-pressed") !== "true";
  $$(".note").forEach((note) => { note.open = wanted; });
  button.setAttribute("aria-pressed", String(wanted));
}

begin();
