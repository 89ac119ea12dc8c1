"use strict";
// The open findings of all reports, in the order that is asked for: by report, by kind, by time.

document.documentElement.classList.add("js");
const list = document.getElementById("opens");
const rows = list ? [...list.children] : [];
const ORDERS = {
  report: (a, b) => Number(a.dataset.order) - Number(b.dataset.order),
  kind: (a, b) => Number(a.dataset.rank) - Number(b.dataset.rank) || a.dataset.kind.localeCompare(b.dataset.kind) || ORDERS.report(a, b),
  time: (a, b) => Number(a.dataset.at) - Number(b.dataset.at) || ORDERS.report(a, b),
};

document.addEventListener("change", (event) => {
  const order = event.target.name === "sort" && ORDERS[event.target.value];
  if (order) list.append(...rows.sort(order));
});
