"use strict";
// Corrected text, and its way into other editors. Offsets count UTF-16 units, as JavaScript strings do.

// Edits are [start, end, new]; those that cross an earlier one are left out.
function sorted(edits) {
  const kept = [];
  let reach = -1;
  for (const edit of [...edits].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (edit[0] < reach) continue;
    kept.push(edit);
    reach = edit[1];
  }
  return kept;
}

function corrected(text, edits) {
  let made = "";
  let at = 0;
  for (const [start, end, put] of sorted(edits)) {
    made += text.slice(at, start) + put;
    at = end;
  }
  return made + text.slice(at);
}

// Where an offset of the old text lies in the corrected one.
function moved(edits, offset) {
  let shift = 0;
  for (const [start, end, put] of sorted(edits)) {
    if (end > offset || (start === offset && end === offset)) break;
    shift += put.length - (end - start);
  }
  return offset + shift;
}

// Milliseconds of "1: 02: 03", "12:30" or "75"; null where it is none of them.
function parseTime(text) {
  const parts = text.trim().split(/\s*:\s*/);
  if (parts.length > 3 || !parts.every((part) => /^\d{1,6}$/.test(part))) return null;
  if (parts.slice(1).some((part) => part.length !== 2 || Number(part) > 59)) return null;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}

// A time with the separator of `like`; other spellings than colons are left to the program.
function spellTime(ms, like) {
  const gap = (like.match(/:\s*/) || [":"])[0];
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? [h, two(m), two(s)].join(gap) : [m, two(s)].join(gap);
}

function display(ms) {
  return spellTime(ms, ":");
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function webLink(link) {
  return /^https?:\/\/[^\s<>"'`\\]+$/i.test(link) ? link : null;
}

// The notes as HTML for a web editor: paragraphs, headings, lists, bold, italics and links kept, times linked.
// times: [start, end, address] in the text; starts: where notes begin (each begins a paragraph).
function richText(text, times, starts) {
  const clean = text.replace(/[\uE000-\uE002]/g, "\uFFFD");
  let marked = "";
  let at = 0;
  times.forEach(([start, end], index) => {
    marked += `${clean.slice(at, start)}\uE000${index}\uE001${clean.slice(start, end)}\uE002`;
    at = end;
  });
  marked += clean.slice(at);
  const addresses = times.map((time) => time[2]);
  return blocks(marked, lineStarts(clean, starts)).map((block) => blockHtml(block, addresses)).join("\n");
}

// The numbers of the lines on which a note begins.
function lineStarts(text, starts) {
  const lines = new Set();
  let line = 0;
  let at = 0;
  for (const start of [...starts].sort((a, b) => a - b)) {
    for (; at < start && at < text.length; at += 1) if (text[at] === "\n") line += 1;
    lines.add(line);
  }
  return lines;
}

function blocks(text, starts) {
  const made = [];
  let open = false;
  text.split(/\r\n|\r|\n/).forEach((line, number) => {
    const item = line.match(/^\s{0,12}(?:[-*+•]|\d{1,4}[.)])\s+(.*)$/);
    const heading = line.match(/^(#{1,6})\s+(.*)$/);
    const previous = made[made.length - 1];
    if (!line.trim()) open = false;
    else if (heading) made.push({ kind: `h${heading[1].length}`, lines: [heading[2]] }), (open = false);
    else if (item) made.push({ kind: "li", lines: [item[1]] }), (open = true);
    else if (open && previous && !starts.has(number) && previous.lines[previous.lines.length - 1].length <= 100) previous.lines.push(line.trim());
    else made.push({ kind: "p", lines: [line.trim()] }), (open = true);
  });
  return grouped(made);
}

// Neighbouring list items become one list.
function grouped(all) {
  const made = [];
  for (const block of all) {
    const last = made[made.length - 1];
    if (block.kind === "li" && last && last.kind === "ul") last.items.push(block.lines);
    else made.push(block.kind === "li" ? { kind: "ul", items: [block.lines] } : block);
  }
  return made;
}

function blockHtml(block, addresses) {
  const line = (lines) => inline(lines.join(" "), 0).replace(/\uE000(\d+)\uE001([^\uE002]*)\uE002/g, (_whole, index, words) => {
    const address = addresses[Number(index)];
    return address ? `<a href="${escaped(address)}">${words}</a>` : words;
  });
  if (block.kind === "ul") return `<ul>${block.items.map((item) => `<li>${line(item)}</li>`).join("")}</ul>`;
  return `<${block.kind}>${line(block.lines)}</${block.kind}>`;
}

const INLINE = /\*\*([^*\n]{1,2000})\*\*|__([^_\n]{1,2000})__|\*([^*\s][^*\n]{0,2000})\*|`([^`\n]{1,500})`|\[([^[\]\n]{0,500})\]\(([^()\s]{1,2000})\)/g;

function inline(text, depth) {
  if (depth > 3) return escaped(text);
  let made = "";
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    made += escaped(text.slice(at, found.index)) + marked(found, depth + 1);
    at = found.index + found[0].length;
  }
  return made + escaped(text.slice(at));
}

function marked([_whole, bold, bolder, italic, code, label, target], depth) {
  if (bold || bolder) return `<strong>${inline(bold || bolder, depth)}</strong>`;
  if (italic) return `<em>${inline(italic, depth)}</em>`;
  if (code) return `<code>${escaped(code)}</code>`;
  const address = webLink(target);
  const words = inline(label, depth).replace(/\uE000\d+\uE001|\uE002/g, "");
  return address ? `<a href="${escaped(address)}">${words}</a>` : `${words} (${escaped(target)})`;
}

// A few words on either side, to find the place again in any editor.
function around(text, start, end) {
  const before = text.slice(Math.max(0, start - 48), start);
  const after = text.slice(end, end + 48);
  return [before.slice(before.lastIndexOf("\n") + 1), after.split("\n")[0]];
}

// The word being said at `ms`: the last that has begun, unless a long pause lies between.
function wordAt(words, ms) {
  let low = 0;
  let high = words.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (words[middle].ms <= ms) low = middle + 1;
    else high = middle;
  }
  const word = words[low - 1];
  return word && ms - word.ms < 3000 ? word : null;
}
