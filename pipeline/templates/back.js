"use strict";
// The way back: corrections into the text, decisions into files.

// Every accepted correction that can stand beside the others, as [start, end, new, finding].
function acceptedEdits() {
  const all = accepted();
  const crossed = crossedBy(all);
  return all.filter((edit) => !crossed.has(edit[3])).sort((a, b) => a[0] - b[0]);
}

// Every accepted correction; a time brings a range's end and its link along.
function accepted() {
  const made = [];
  for (const finding of data.findings) {
    const held = state.stands.get(finding.id)?.decision;
    if (!held || finding.start === null) continue;
    if (held.action === "fix" && (!held.seen?.written || (held.seen.proposed ?? null) === finding.proposed)) made.push(...finding.edits.map((edit) => [...edit, finding]));
    if (held.action === "edit") made.push(...typed(finding, held.text));
  }
  return made;
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

// The findings whose correction crosses an earlier one: each is left out whole.
function crossedBy(edits) {
  const kept = new Set(sorted(edits));
  return new Set(edits.filter((edit) => !kept.has(edit)).map((edit) => edit[3]));
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
  // some browsers copy only where something is selected
  const holder = document.createElement("span");
  const focused = document.activeElement;
  holder.className = "sr";
  holder.textContent = "copy";
  document.body.append(holder);
  getSelection().selectAllChildren(holder);
  document.addEventListener("copy", put, { once: true });
  const worked = document.execCommand("copy");
  document.removeEventListener("copy", put);
  getSelection().removeAllRanges();
  holder.remove();
  focused?.focus({ preventScroll: true });
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

// Another form of the report, as it was written by the program.
async function handOut({ name, mime, zlib }) {
  const unpacked = new Blob([bytesOf(zlib)]).stream().pipeThrough(new DecompressionStream("deflate"));
  download(name, await new Response(unpacked).arrayBuffer(), mime);
}

function saved() {
  state.saved = new Set(state.decisions.map((one) => one.id));
  store.set(`${store.key}:saved`, JSON.stringify([...state.saved]));
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
  const known = new Set([...byId.keys(), ...data.voices.map((voice) => voice.id)]);
  if (!found.some((one) => known.has(one.finding))) return say(`${file.name} is about other notes.`);
  const before = state.decisions.length;
  state.decisions = merged(state.decisions, found);
  keep();
  drawVoices();
  const conflicts = [...state.stands.values()].filter((held) => held.conflict).length;
  const news = state.decisions.length - before;
  say(`${news} decision${news === 1 ? "" : "s"} added${conflicts ? `; ${conflicts} to settle between you` : ""}.`);
}
