/* What the pages gain with script. Everything here works without it, in one more step. */
"use strict";

const all = (selector, root = document) => root.querySelectorAll(selector);

/* The error summary takes the focus, and its links put the cursor into the field. */
document.querySelector(".error-summary[autofocus]")?.focus();

/* A password can be looked at. */
all("[data-shows]").forEach((button) => {
  const input = document.getElementById(button.dataset.shows);
  const words = [button.textContent, button.dataset.hide];
  button.hidden = false;
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = words[Number(shown)];
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => show(input.type === "password"));
  input.form?.addEventListener("submit", () => show(false));
});

/* A form is sent once: the second press within its answer's time does nothing. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog" || form.hasAttribute("data-repeatable")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter?.classList.contains("button")) event.submitter.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  all("form[data-sent]").forEach((form) => delete form.dataset.sent);
  all('[aria-busy="true"]:not([data-busy])').forEach((button) => button.removeAttribute("aria-busy"));
});

/* Menus close on Escape and on a click elsewhere. */
const closeMenus = (except) => all("details.menu[open]").forEach((menu) => {
  if (menu !== except) menu.open = false;
});
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const menu = event.target.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

/* Dialogs and drawers: data-opens="id" on a button; a click on the dark part or data-closes shuts them. */
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  if (event.target.closest("[data-closes]") || event.target.matches("dialog[open]")) {
    event.target.closest("dialog")?.close();
  }
});

/* Messages can be put away. */
all("[data-toast]").forEach((toast) => {
  const button = document.getElementById("close-message")?.content.firstElementChild.cloneNode(true);
  if (!button) return;
  button.addEventListener("click", () => toast.remove());
  toast.append(button);
});

/* Printing. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-prints]")) window.print();
});

/* Changing the language keeps what was typed, in this tab only; never passwords, files or hidden things. */
const typed = () => [...all("main form :is(input, select, textarea)")].filter(
  (field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type),
);
const place = `typed:${location.pathname}`;
document.querySelector('form[action$="/language/"]')?.addEventListener("submit", () => {
  sessionStorage.setItem(place, JSON.stringify(typed().map((field) => [field.value, field.checked])));
});
JSON.parse(sessionStorage.getItem(place) || "[]").forEach(([value, checked], index) => {
  const field = typed()[index];
  if (!field) return;
  if (["checkbox", "radio"].includes(field.type)) field.checked = checked;
  else field.value = value;
});
sessionStorage.removeItem(place);

/* A file that was chosen is sent at once, and the page comes back with it and all that was typed. */
all("[data-attaches]").forEach((input) => { input.nextElementSibling.hidden = true; });
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches("[data-attaches]") || !input.files.length) return;
  input.form.requestSubmit(input.form.querySelector('button[name="attach"]'));
});
