"use strict";
// What the page shows of the state of things.

const DONE = {
  fix: (_one, finding) => finding.label.replace(/^Fix:/, "Fixed:").replace(/^Add /, "Added ").replace(/^Leave out/, "Left out").replace(/^Take the/, "Took the").replace(/^Use /, "Fixed: "),
  keep: () => "Kept as written",
  edit: (one) => `Edited: ${one.text === "" ? "left out" : one.text}`,
  transcript: (one) => `Really said: ${one.text}`,
  query: (one) => `Query: ${one.text}`,
};

function draw() {
  state.crossed = crossedBy(accepted());
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
  else if (card.dataset.ids.split(" ").some((id) => state.crossed.has(byId.get(id)))) news.textContent = "Left out of the text: it overlaps another correction that you took. Edit one of the two.";
  else if (since(finding, state.stands) === "changed") news.textContent = "This has changed since it was decided.";
  else if (!held && isNew(card)) news.textContent = "New since the last decisions.";
}

function isNew(card) {
  return state.known.size > 0 && !card.dataset.ids.split(" ").some((id) => state.known.has(id));
}

// What became of the decisions of last time, said once at the head.
function drawSince() {
  if (!state.decisions.length) return;
  const cards = $$(".card");
  const changed = cards.filter((card) => since(byId.get(card.dataset.key), state.stands) === "changed").length;
  const counts = [
    [cards.filter((card) => !heldOf(card) && isNew(card)).length, "new"],
    [changed, "changed since decided"],
    [cards.filter((card) => heldOf(card)).length - changed, "decided and unchanged"],
  ];
  $("#since").textContent = `Since last time: ${counts.filter(([count]) => count).map(([count, what]) => `${count} ${what}`).join(", ")}`;
  $("#since").hidden = counts.every(([count]) => !count);
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
  const only = $$(".card").filter((card) => card.dataset.ids.split(" ").some((id) => open.has(id))).length + data.voices.filter((voice) => open.has(voice.id)).length;
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

// How large a difference of time must be to be asked about.
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
