/* Keys of a list. Every key presses a button that can be seen: data-key says which. Without script the
   buttons are hidden, and the links of the rows lead on. */
"use strict";

const rows = [...document.querySelectorAll("tr.linked")];
const linkOf = (row) => row.querySelector("a.whole");
let here = -1; // the row that was reached last

const go = (step) => {
  const held = rows.indexOf(document.activeElement.closest("tr.linked"));
  here = Math.min(Math.max((held >= 0 ? held : here) + step, 0), rows.length - 1);
  linkOf(rows[here])?.focus();
};

document.querySelectorAll("[data-goes]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => go(Number(button.dataset.goes)));
});
document.querySelectorAll("[data-opens][data-key]").forEach((button) => {
  button.hidden = false;
});

/* Somebody writes, composes with an input method, chooses, or uses a key of the browser: be silent. */
const isBusy = (event) =>
  event.defaultPrevented ||
  event.isComposing ||
  event.keyCode === 229 ||
  event.ctrlKey ||
  event.metaKey ||
  event.altKey ||
  event.target.closest("input, select, textarea, [contenteditable], dialog");

document.addEventListener("keydown", (event) => {
  if (isBusy(event)) return;
  const row = document.activeElement.closest("tr.linked");
  const named = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)];
  const button = named.find((one) => [row, null].includes(one.closest("tr")));
  if (!button) return;
  event.preventDefault();
  button.click();
});
