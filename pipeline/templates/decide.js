"use strict";
// What stands of a list of decisions. The same rules as pipeline/decisions/file.py: a decision is never changed,
// a later one names those it replaces, and two that do not know of each other and differ are a conflict.

function standing(decisions) {
  const replaced = new Set(decisions.flatMap((one) => one.replaces || []));
  const heads = new Map();
  for (const one of decisions) {
    if (replaced.has(one.id)) continue;
    heads.set(one.finding, [...(heads.get(one.finding) || []), one]);
  }
  const stands = new Map();
  for (const [finding, last] of heads) {
    const real = last.filter((one) => one.action !== "undo").sort(byTime);
    const ways = new Set(real.map((one) => JSON.stringify([one.action, one.text ?? null])));
    if (ways.size > 1) stands.set(finding, { conflict: real });
    else if (real.length) stands.set(finding, { decision: real[real.length - 1] });
  }
  return stands;
}

// The last decisions about a finding, undone ones included: what a new decision replaces.
function lastOf(decisions, finding) {
  const replaced = new Set(decisions.flatMap((one) => one.replaces || []));
  return decisions.filter((one) => one.finding === finding && !replaced.has(one.id)).map((one) => one.id);
}

function merged(...lists) {
  const every = new Map();
  for (const list of lists) for (const one of list) every.set(one.id, one);
  return [...every.values()].sort(byTime);
}

function byTime(a, b) {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

// A list of decisions read from a file or a saved page: null unless every one can be used.
function usable(data) {
  const actions = ["fix", "keep", "edit", "transcript", "voice", "query", "undo"];
  const text = (value) => typeof value === "string";
  if (!data || data.schema_version !== 1 || !Array.isArray(data.decisions)) return null;
  const sound = data.decisions.every(
    (one) =>
      one && text(one.id) && text(one.finding) && actions.includes(one.action) &&
      (!["edit", "transcript", "voice", "query"].includes(one.action) || text(one.text)) &&
      (one.replaces === undefined || one.replaces === null || (Array.isArray(one.replaces) && one.replaces.every(text))),
  );
  if (!sound) return null;
  return data.decisions.map((one) => ({ ...one, by: text(one.by) ? one.by : "", at: text(one.at) ? one.at : "", replaces: one.replaces || [] }));
}

// The findings that were there when a list of decisions was saved; others are new since.
function knownIn(data) {
  return data && Array.isArray(data.known) ? data.known.filter((one) => typeof one === "string") : [];
}

// "new", "changed" or "unchanged": has the finding changed since somebody decided about it?
function since(finding, stands) {
  const held = stands.get(finding.id);
  if (!held) return "new";
  const last = held.decision || held.conflict[held.conflict.length - 1];
  const seen = last.seen || {};
  if (!seen.written) return "unchanged";
  const same = ["written", "heard", "proposed"].every((key) => (seen[key] ?? null) === (finding[key] ?? null));
  return same ? "unchanged" : "changed";
}
