"use strict";
// A voice is named once: the name stands at once wherever the voice speaks, and in every later check.

function nameOf(voice) {
  return state.stands.get(voice.id)?.decision?.text ?? voice.label;
}

function drawVoices() {
  for (const voice of data.voices) {
    const held = state.stands.get(voice.id);
    const name = held || state.decisions.some((one) => one.finding === voice.id) ? shown(nameOf(voice)) : null;
    const signs = [];
    if (held?.decision) signs.push(`named by ${signature(held.decision) || "nobody who signed"}`);
    if (held?.conflict) signs.push(held.conflict.map((one) => `${one.by || "Somebody"}: ${shown(one.text)}`).join(" · "));
    for (const who of voiced(voice)) {
      if (name !== null && who.textContent !== name) who.textContent = name;
    }
    const row = $$("#voices > li").find((one) => one.dataset.voice === voice.id);
    $(".by-whom", row).textContent = signs.length ? ` ${signs.join("; ")} ` : "";
  }
}

function voiced(voice) {
  return $$(`.who[data-voice="${CSS.escape(voice.id)}"]`);
}

// Ask who speaks: beside the list of voices, or in the card where the voice is heard.
function askVoice(id, card = null) {
  const voice = data.voices.find((one) => one.id === id);
  const row = $$("#voices > li").find((one) => one.dataset.voice === id);
  const back = card || $("[data-name-voice]", row);
  askFor({
    id: "ask-voice",
    label: `Whose voice is “${shown(voice.label)}”?${nameOf(voice) === voice.label ? "" : " Left empty, it goes without a name again."}`,
    first: nameOf(voice),
    place: card ? $(".acts", card) : row,
    back,
    take: (text) => { nameVoice(voice, text.trim()); back.focus(); return true; },
  });
}

function nameVoice(voice, name) {
  const back = !name || name === voice.label;
  if (back && !state.stands.get(voice.id)) return;
  record(voice.id, back ? "undo" : "voice", back ? null : name, voice.seen);
  keep();
  drawVoices();
  say(back ? "The transcript’s own name stands again." : `Named: ${shown(name)}, everywhere in this recording.`);
}

// The voice of the words in question, else the first one in the card.
function voiceOf(card) {
  const turn = $(".heard mark.differs", card)?.closest(".turn") || $(".heard .turn", card);
  const who = turn && $(".who[data-voice]", turn);
  if (who) askVoice(who.dataset.voice, card);
  else say("The transcript does not say who speaks here.");
}
