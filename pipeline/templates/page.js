"use strict";
// The page comes alive: cards are decided by key or button, decisions are kept, corrected notes go back.

const data = JSON.parse(document.getElementById("data").textContent);
const pristine = document.documentElement.outerHTML; // what "save this page" starts from
const byId = new Map(data.findings.map((finding) => [finding.id, finding]));
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const state = { decisions: [], saved: new Set(), stands: new Map(), by: "", current: null, keys: true, ticks: new Set() };
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
  const embedded = usable(JSON.parse($("#decisions").textContent)) || [];
  let local = [];
  try { local = usable(JSON.parse(store.get(store.key) || "null")) || []; } catch { local = []; }
  state.saved = new Set(embedded.map((one) => one.id));
  state.decisions = merged(embedded, local);
  state.by = store.get("earmark:by") || "";
  state.keys = store.get("earmark:keys") !== "off";
}

function asFile() {
  return { schema_version: 1, notes_file: data.notesFile, decisions: state.decisions };
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

function decide(card, action, text = null) {
  for (const id of card.dataset.ids.split(" ")) {
    const finding = byId.get(id);
    state.decisions.push({
      id: newId(),
      finding: id,
      action,
      text,
      by: state.by,
      at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
      replaces: lastOf(state.decisions, id),
      seen: finding.seen,
    });
  }
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
  const form = $("#ask").content.firstElementChild.cloneNode(true);
  const field = $("textarea", form);
  field.id = `ask-${card.dataset.key}`;
  $("label", form).htmlFor = field.id;
  $("label", form).textContent = label;
  field.value = first(finding);
  const done = () => { form.remove(); card.focus(); };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (action !== "edit" && !text) return field.focus();
    if (action === "edit" && finding.time && parseTime(finding.written) !== null && parseTime(text) === null) return say("That is not a time, such as 1:30.");
    form.remove();
    decide(card, action, action === "edit" ? field.value : text);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") done();
    if (event.key === "Enter" && !event.shiftKey && event.target === field) { event.preventDefault(); form.requestSubmit(); }
  });
  $("[data-do=cancel]", form).addEventListener("click", done);
  $("form", card)?.remove();
  $(".acts", card).after(form);
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

function showOthers(card) {
  const others = $(".others", card);
  if (!others) return say("No other place is likely.");
  others.open = true;
  $("summary", others).focus();
}

function onSound(trouble) {
  if (trouble) say(trouble);
  const dock = $("#dock");
  const ms = position();
  dock.classList.toggle("sounding", player.note !== null);
  $("#play-word").textContent = player.audio.paused ? "Play" : "Pause";
  $("#play").classList.toggle("on", !player.audio.paused);
  if (ms !== null) $("#clock").textContent = display(ms);
  $$(".w.now").forEach((word) => word.classList.remove("now"));
  if (ms === null || player.audio.paused) return;
  for (const passage of $$(`[data-clip="${player.note}"][data-starts]`)) {
    if (passage.offsetParent === null) continue;
    wordAt(wordsOf(passage), ms + 40)?.classList.add("now");
  }
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
  " ": listen, l: loop, a: showOthers, u: undo, Enter: fix,
  1: fix, 2: ACTS.keep, 3: ACTS.edit, 4: ACTS.transcript, 5: ACTS.query,
  ArrowLeft: () => skip(-2000), ArrowRight: () => skip(2000),
  "[": () => speed(-1), "]": () => speed(1), s: saveDecisions,
};

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "?" && !typing(event.target)) { event.preventDefault(); return showKeys(); }
  if (!state.keys || typing(event.target) || $("dialog[open]") || !KEYS[event.key]) return;
  const pressable = event.target.closest("button, a, summary, audio");
  if (pressable && (event.key === " " || event.key === "Enter")) return;
  const arrow = event.key.startsWith("Arrow");
  const onCard = state.current && (document.activeElement === document.body || state.current.contains(document.activeElement));
  if (arrow && (event.key.endsWith("Left") || event.key.endsWith("Right") ? player.note === null : !onCard)) return;
  if (!state.current) return;
  if ((event.key === "Enter" || event.key === " ") && !onCard) return;
  event.preventDefault();
  KEYS[event.key](state.current);
}

function showKeys() {
  $("#keys").showModal();
  $("#keys form button").focus();
}

function typing(target) {
  return target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName);
}

function speed(by) {
  const select = $("#speed");
  select.selectedIndex = Math.min(select.options.length - 1, Math.max(0, select.selectedIndex + by));
  setSpeed();
}

function setSpeed() {
  player.audio.defaultPlaybackRate = player.audio.playbackRate = Number($("#speed").value);
}

// --- showing --------------------------------------------------------------------------------------------------

const DONE = {
  fix: (one, finding) => finding.label.replace(/^Fix:/, "Fixed:").replace(/^Add /, "Added ").replace(/^Leave out/, "Left out").replace(/^Take the/, "Took the").replace(/^Use /, "Fixed: "),
  keep: () => "Kept as written",
  edit: (one) => `Edited: ${one.text === "" ? "left out" : one.text}`,
  transcript: (one) => `Really said: ${one.text}`,
  query: (one) => `Query: ${one.text}`,
};

function draw() {
  const cards = $$(".card");
  cards.forEach(drawCard);
  const main = cards.filter((card) => card.parentElement.id === "cards");
  const done = main.filter((card) => state.stands.get(card.dataset.key)?.decision).length;
  const waits = main.length - done;
  $("#lede").replaceChildren(...lede(waits, main.length));
  $("#progress").value = main.length ? done / main.length : 1;
  $("#progress-word").textContent = `${done} of ${main.length} decided`;
  drawFlags();
  drawSaved();
  drawBack();
}

// Beside each note, how much of it still waits.
function drawFlags() {
  for (const flag of $$(".flag")) {
    const all = data.findings.filter((one) => String(one.note) === flag.dataset.note && one.severity === "decide");
    const waits = all.filter((one) => !state.stands.get(one.id)?.decision).length;
    $(".n", flag).textContent = waits ? `${waits} to decide` : "decided";
    flag.classList.toggle("done", !waits);
  }
}

function lede(waits, all) {
  const strong = document.createElement("strong");
  strong.textContent = waits ? `${waits} to decide` : all ? "All decided" : "Nothing to decide";
  const minutes = Math.ceil((waits * 20) / 60);
  return [strong, waits ? `, about ${minutes} minute${minutes === 1 ? "" : "s"}` : ""];
}

function drawCard(card) {
  const held = heldOf(card);
  const finding = byId.get(card.dataset.key);
  const place = $(".state", card);
  card.classList.toggle("done", Boolean(held?.decision));
  card.classList.toggle("conflict", Boolean(held?.conflict));
  $("[data-do=undo]", card).hidden = !held;
  place.textContent = held?.decision ? shown(DONE[held.decision.action](held.decision, finding)) : held ? "Two of you differ" : "";
  if (held?.decision) place.append(" ", small(signature(held.decision)));
  const news = $(".news", card);
  news.textContent = "";
  if (held?.conflict) news.textContent = held.conflict.map((one) => `${one.by || "Somebody"}: ${DONE[one.action](one, finding)}`).join(" · ") + ". Decide again to settle it.";
  else if (since(finding, state.stands) === "changed") news.textContent = "This has changed since it was decided.";
  else if (!held && state.saved.size) news.textContent = "New since the last decisions.";
}

function signature(decision) {
  return [decision.by, decision.at.slice(0, 10)].filter(Boolean).join(", ");
}

function small(text) {
  const element = document.createElement("small");
  element.textContent = text;
  return element;
}

// What would turn the text around it is shown for what it is, as in the rest of the page.
function shown(text) {
  return text.replace(/[\u202a-\u202e\u2066-\u2069]/g, (char) => `⟦U+${char.charCodeAt(0).toString(16).toUpperCase()}⟧`);
}

function drawSaved() {
  const open = new Set(state.decisions.filter((one) => !state.saved.has(one.id)).map((one) => one.finding));
  const only = $$(".card").filter((card) => card.dataset.ids.split(" ").some((id) => open.has(id))).length;
  const where = state.kept === false ? "on this page, which cannot keep them" : "in this browser";
  $("#unsaved").textContent = only ? `${only} decision${only === 1 ? "" : "s"} only ${where}` : state.decisions.length ? "All saved" : "";
  $("#unsaved").classList.toggle("warn", only > 0);
}

let sayTimer = 0;
function say(text) {
  const status = $("#say");
  status.textContent = "";
  clearTimeout(sayTimer);
  requestAnimationFrame(() => { status.textContent = text; });
  sayTimer = setTimeout(() => { status.textContent = ""; }, 6000);
}

// --- the way back ---------------------------------------------------------------------------------------------

// Every accepted correction as [start, end, new, finding]; a time brings a range's end and its link along.
function acceptedEdits() {
  const made = [];
  for (const finding of data.findings) {
    const held = state.stands.get(finding.id)?.decision;
    if (!held || finding.start === null) continue;
    if (held.action === "fix" && since(finding, state.stands) !== "changed") made.push(...finding.edits.map((edit) => [...edit, finding]));
    if (held.action === "edit") made.push(...typed(finding, held.text));
  }
  return whole(made);
}

function typed(finding, text) {
  const made = [[finding.start, finding.end, text, finding]];
  const ms = finding.time && parseTime(text);
  if (!finding.time || ms === null) return made;
  const { range, link } = finding.time;
  if (range) made.push([range[0], range[1], spellTime(Math.max(0, range[3] + ms - finding.time.ms), range[2]), finding]);
  if (link && /^\d+s?$/.test(link[2])) made.push([link[0], link[1], `${Math.floor(ms / 1000)}${link[2].endsWith("s") ? "s" : ""}`, finding]);
  return made;
}

// A correction that crosses an earlier one is left out whole.
function whole(edits) {
  const kept = new Set(sorted(edits));
  const crossed = new Set(edits.filter((edit) => !kept.has(edit)).map((edit) => edit[3]));
  return edits.filter((edit) => !crossed.has(edit[3])).sort((a, b) => a[0] - b[0]);
}

function drawBack() {
  const edits = acceptedEdits();
  const list = $("#changes");
  list.replaceChildren(...edits.map(changeRow));
  $("#no-changes").hidden = edits.length > 0;
  $$("[data-needs=changes]").forEach((button) => { button.disabled = !edits.length; });
  const queries = data.findings.filter((finding) => ["query"].includes(state.stands.get(finding.id)?.decision?.action));
  $("#queries-box").hidden = !queries.length;
  $("#queries").replaceChildren(...queries.map((finding) => {
    const row = document.createElement("li");
    row.textContent = shown(`${finding.where ? `${finding.where}: ` : ""}“${finding.written}”: ${state.stands.get(finding.id).decision.text}`);
    return row;
  }));
}

function changeRow([start, end, put, finding]) {
  const row = $("#change").content.firstElementChild.cloneNode(true);
  const [before, after] = around(data.text, start, end);
  const key = `${finding.id}:${start}`;
  $(".at", row).textContent = finding.where || "";
  $(".before", row).textContent = shown(before);
  $("del", row).textContent = shown(data.text.slice(start, end));
  $("ins", row).textContent = shown(put);
  $(".after", row).textContent = shown(after);
  const copy = $("[data-do=copy]", row);
  copy.setAttribute("aria-label", `Copy “${put}”`);
  copy.addEventListener("click", () => copyOut(put, null) && say("Copied."));
  const tick = $("input", row);
  tick.checked = state.ticks.has(key);
  tick.addEventListener("change", () => (tick.checked ? state.ticks.add(key) : state.ticks.delete(key)));
  return row;
}

// Works from file: and without asking for permission, unlike the clipboard interface.
function copyOut(plain, html) {
  const put = (event) => {
    event.clipboardData.setData("text/plain", plain);
    if (html !== null) event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", put, { once: true });
  const worked = document.execCommand("copy");
  document.removeEventListener("copy", put);
  if (!worked) say("This browser did not let the page copy.");
  return worked;
}

function copyNotes() {
  const edits = acceptedEdits();
  const text = corrected(data.text, edits).slice(moved(edits, data.front));
  const offset = (at) => moved(edits, at) - moved(edits, data.front);
  const times = data.times
    .filter(([start]) => start >= data.front)
    .map(([start, end, recording]) => {
      const [from, to, link] = [offset(start), offset(end), data.links[recording]];
      const ms = parseTime(text.slice(from, to));
      return [from, to, ms === null || !link ? null : link.replace("{t}", String(Math.floor(ms / 1000)))];
    });
  const starts = data.starts.map(offset);
  if (copyOut(text, richText(text, times, starts))) say("Copied: your notes with the accepted corrections.");
}

function download(name, text, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function saved() {
  state.saved = new Set(state.decisions.map((one) => one.id));
  draw();
}

function saveDecisions() {
  download(`${data.stem}.decisions.json`, JSON.stringify(asFile(), null, 1) + "\n", "application/json");
  saved();
  say("Saved. Put the file beside the report, and the next check takes it up.");
}

function savePage() {
  const island = JSON.stringify(asFile()).replace(/[<>&\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const [before, rest] = split(pristine, '<script type="application/json" id="decisions">');
  const after = rest.slice(rest.indexOf("<\/script>"));
  download(`${data.stem}.html`, `<!doctype html>\n${before}${island}${after}`, "text/html");
  saved();
  say("Saved: this page with everything decided so far.");
}

function split(text, mark) {
  const at = text.indexOf(mark) + mark.length;
  return [text.slice(0, at), text.slice(at)];
}

async function load(file) {
  const text = await file.text();
  let found = null;
  try {
    const page = /\.html?$/i.test(file.name) && new DOMParser().parseFromString(text, "text/html");
    found = usable(JSON.parse(page ? page.getElementById("decisions").textContent : text));
  } catch { found = null; }
  if (!found) return say(`${file.name} holds no decisions that can be read.`);
  if (!found.some((one) => byId.has(one.finding))) return say(`${file.name} is about other notes.`);
  const before = state.decisions.length;
  state.decisions = merged(state.decisions, found);
  keep();
  const conflicts = [...state.stands.values()].filter((held) => held.conflict).length;
  const news = state.decisions.length - before;
  say(`${news} decision${news === 1 ? "" : "s"} added${conflicts ? `; ${conflicts} to settle between you` : ""}.`);
}

// --- the size of a difference that matters ----------------------------------------------------------------------

function onThreshold() {
  const limit = Number($("input[name=over]:checked").value);
  for (const card of $$(".card[data-off]")) {
    const off = Number(card.dataset.off);
    const usual = card.dataset.severity === "decide";
    const wanted = limit === 15 ? usual || off > 15_000 : limit === 60 ? usual && off > 60_000 : usual;
    const list = wanted ? $("#cards") : $("#small-cards");
    if (card.parentElement !== list) insert(list, card);
  }
  const fewer = $$("#small-cards > .card").length;
  $(".smaller").hidden = !fewer;
  $(".smaller > summary").textContent = `${fewer} smaller thing${fewer === 1 ? "" : "s"}`;
  if (state.current && !visibleCards().includes(state.current)) go(visibleCards()[0], false);
  draw();
}

function insert(list, card) {
  const after = [...list.children].find((other) => Number(other.dataset.order) > Number(card.dataset.order));
  list.insertBefore(card, after || null);
}

// --- begin ----------------------------------------------------------------------------------------------------

function onClick(event) {
  const button = event.target.closest("[data-do]");
  const card = event.target.closest(".card");
  if (card && card !== state.current && !event.target.closest("summary")) go(card, false);
  if (button && card && ACTS[button.dataset.do]) return ACTS[button.dataset.do](card, button);
  const attached = data.attachments[event.target.closest("[data-attachment]")?.dataset.attachment];
  if (attached) return download(attached.name, attached.text, attached.mime);
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
  if (target.classList.contains("card")) return go(target);
  if (target.tagName === "DETAILS") target.open = true;
}

function onToggle(event) {
  const card = event.target.parentElement;
  if (card?.classList.contains("card") && event.target.open && card !== state.current) go(card, false);
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
  $("#speed").addEventListener("change", setSpeed);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("click", onWord, true);
  document.addEventListener("pointerover", onWord);
  document.addEventListener("toggle", onToggle, true);
  window.addEventListener("beforeunload", (event) => { if (state.kept === false && $("#unsaved.warn")) event.preventDefault(); });
  window.addEventListener("hashchange", () => reveal(location.hash.slice(1)));
  restore();
  $("#by").value = state.by;
  $("#use-keys").checked = state.keys;
  state.stands = standing(state.decisions);
  draw();
  if (location.hash) reveal(location.hash.slice(1));
  else go($$("#cards > .card").find((card) => !heldOf(card)), false);
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

function openAll(button) {
  const wanted = button.getAttribute("aria-pressed") !== "true";
  $$(".note").forEach((note) => { note.open = wanted; });
  button.setAttribute("aria-pressed", String(wanted));
}

begin();
