"use strict";
// One player for the whole page. Clips wait as base64 inside <noscript>, where a reader without scripts finds an
// ordinary player; the first time one is needed it becomes a Blob, because Safari plays no long data addresses.

const player = {
  audio: new Audio(),
  urls: new Map(),
  note: null,
  clip: null, // {start, end} in the recording, ms
  until: Infinity,
  loopFrom: null,
  changed: () => {},
};

// A note's clip goes by its number, that of another likely place by a name of its own.
function clipOf(note) {
  const holder = document.querySelector(`noscript[data-clip-id="${note}"]`);
  return holder && { start: Number(holder.dataset.start), end: Number(holder.dataset.end), holder };
}

function bytesOf(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at); // far quicker than Uint8Array.from
  return bytes;
}

function blobUrl(note, holder) {
  if (!player.urls.has(note)) {
    const [, mime, data] = holder.textContent.match(/src="data:([\w/+.-]+);base64,([A-Za-z0-9+/=]*)"/);
    player.urls.set(note, URL.createObjectURL(new Blob([bytesOf(data)], { type: mime })));
  }
  return player.urls.get(note);
}

// Play from..until (ms of the recording) of a note's clip; with loop, again and again.
function play(note, from, until, loop) {
  const clip = clipOf(note);
  if (!clip) return false;
  const start = Math.min(Math.max(from ?? clip.start, clip.start), clip.end);
  player.until = until === undefined || until >= clip.end ? Infinity : until;
  player.loopFrom = loop ? start : null;
  if (player.note !== note) {
    player.note = note;
    player.clip = clip;
    player.audio.src = blobUrl(note, clip.holder);
  }
  const go = () => {
    player.audio.currentTime = (start - clip.start) / 1000;
    player.audio.play().catch((why) => player.changed(`This clip cannot be played here (${why.name}).`));
  };
  player.audio.onloadedmetadata = go; // replaces the one that an earlier key may still wait for
  if (player.audio.readyState >= 1) go();
  return true;
}

function pause() {
  player.audio.pause();
}

function position() {
  return player.clip ? player.clip.start + player.audio.currentTime * 1000 : null;
}

function skip(ms) {
  if (player.clip) player.audio.currentTime = Math.max(0, player.audio.currentTime + ms / 1000);
}

function onFrame() {
  if (!player.audio.paused && position() >= player.until) {
    if (player.loopFrom === null) pause();
    else player.audio.currentTime = (player.loopFrom - player.clip.start) / 1000;
  }
  player.changed();
  if (!player.audio.paused) requestAnimationFrame(onFrame);
}

player.audio.preload = "auto";
player.audio.addEventListener("play", () => requestAnimationFrame(onFrame));
player.audio.addEventListener("pause", () => player.changed());
player.audio.addEventListener("ended", () => {
  if (player.loopFrom === null) player.changed();
  else play(player.note, player.loopFrom, player.until, true);
});
player.audio.addEventListener("error", () => player.changed("This clip cannot be played: this browser cannot decode it, or the computer has no sound output."));

// The words of a passage as elements, made when they are first needed.
function wordsOf(passage) {
  if (passage.words) return passage.words;
  const steps = passage.dataset.starts.split(" ").map(Number);
  let at = 0;
  const starts = steps.map((step) => (at += step));
  const walker = document.createTreeWalker(passage, NodeFilter.SHOW_TEXT, {
    acceptNode: (node) => (node.parentElement.closest(".said") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_REJECT),
  });
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  passage.words = [];
  for (const node of nodes) {
    const parts = node.data.split(/(\s+)/).filter(Boolean);
    const made = parts.map((part) => {
      if (!part.trim()) return part;
      const word = document.createElement("span");
      word.className = "w";
      word.textContent = part;
      word.ms = starts[Math.min(passage.words.length, starts.length - 1)];
      passage.words.push(word);
      return word;
    });
    node.replaceWith(...made);
  }
  return passage.words;
}
