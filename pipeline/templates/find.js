"use strict";
(() => {
  document.documentElement.classList.add("js");
  const sheet = JSON.parse(document.getElementById("sheet").textContent);
  const hits = [...document.querySelectorAll("#hits > li")];
  const boxes = [...document.querySelectorAll("input[data-hit]")];
  const count = document.getElementById("count");
  if (!count) return;
  const word = document.getElementById("word"), save = document.getElementById("save"), copy = document.getElementById("copy");
  const ticked = () => boxes.filter((box) => box.checked).map((box) => Number(box.dataset.hit));

  const show = () => {
    const n = ticked().length;
    count.textContent = n ? `${n} ticked` : "Nothing ticked";
    word.disabled = save.disabled = copy.disabled = n === 0;
  };
  const toClipboard = async (text, button) => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; }, 1500);
  };

  for (const box of boxes) box.addEventListener("change", show);
  for (const button of document.querySelectorAll("[data-copy]"))
    button.addEventListener("click", () => toClipboard(sheet.markdown[Number(button.dataset.copy)], button));
  copy.addEventListener("click", () => toClipboard(ticked().map((n) => sheet.markdown[n]).join("\n"), copy));
  const keep = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  word.addEventListener("click", () => keep(wordFile(ticked().flatMap((n) => sheet.paragraphs[n])), "quotes.docx"));
  save.addEventListener("click", () => {
    // the mark in front tells spreadsheets that the file is UTF-8
    const text = "\ufeff" + sheet.header + ticked().map((n) => sheet.rows[n]).join("");
    keep(new Blob([text], { type: "text/csv;charset=utf-8" }), "quotes.csv");
  });
  document.addEventListener("play", (event) => {
    for (const other of document.querySelectorAll("audio")) if (other !== event.target) other.pause();
  }, true);

  let at = -1;
  const go = (step) => {
    at = Math.min(hits.length - 1, Math.max(0, at + step));
    hits[at].focus();
    hits[at].scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, button, a, audio")) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "x" && at >= 0) boxes[at].click();
    else if (event.key === " " && at >= 0) {
      event.preventDefault();
      const sound = hits[at].querySelector("audio");
      if (sound) { if (sound.paused) sound.play(); else sound.pause(); }
    }
  });
  show();
})();
