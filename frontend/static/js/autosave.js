/* A draft is kept while it is written: every ten seconds, and on leaving the page.
   Without script the buttons keep it. */
"use strict";

const PAUSE = 10_000; // milliseconds
const PATIENCE = 8_000;
const FAREWELL = 2_000; // so long a link waits for what is still to be kept

document.querySelectorAll("form[data-autosave]").forEach((form) => {
  const line = form.querySelector("[data-says]");
  const words = line.dataset;
  const written = () => new URLSearchParams(new FormData(form)).toString();
  let kept = written();
  let failed = false;
  let sent = false;
  let running = null;
  let underWay = "";

  const say = (sentence) => {
    line.hidden = false;
    if (line.textContent !== sentence) line.textContent = sentence;
  };

  /* What the server says of it; throws the reason where it was not kept. */
  const send = async (leaving) => {
    const body = new FormData(form);
    [...body].filter(([, value]) => value instanceof File).forEach(([name]) => body.delete(name));
    body.append("autosave", "1");
    const signal = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(form.action, { method: "POST", body, signal, keepalive: leaving }).catch(() => {
      throw words.cut;
    });
    if (answer.redirected) throw words.signedOut;
    if (!answer.headers.get("Content-Type")?.startsWith("text/plain")) throw words.refused;
    const sentence = await answer.text();
    if (!answer.ok) throw sentence;
    return sentence;
  };

  const keep = async (leaving = false) => {
    const now = written();
    if (sent || now === kept || (running && !leaving)) return;
    if (now === underWay) {
      await running.catch(() => {});
      return;
    }
    underWay = now;
    running = send(leaving);
    try {
      say(await running);
      kept = now;
      failed = false;
    } catch (reason) {
      failed = true;
      say(words.unsaved.replace("{reason}", reason));
    }
    running = null;
    underWay = "";
  };

  setInterval(() => keep(), PAUSE);
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && keep(true));
  window.addEventListener("pagehide", () => keep(true));
  window.addEventListener("pageshow", () => { sent = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sent && failed && written() !== kept) event.preventDefault();
  });
  /* A link waits until the words are kept, so that whoever comes straight back finds them. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || elsewhere || link.target || event.defaultPrevented || written() === kept) return;
    if (link.hash && link.pathname === location.pathname) return;
    event.preventDefault();
    const patience = new Promise((over) => setTimeout(over, FAREWELL));
    Promise.race([keep(true), patience]).then(() => location.assign(link.href));
  });
  /* What is on its way arrives before what is sent now, or the older would overwrite the newer. */
  form.addEventListener("submit", (event) => {
    sent = true;
    if (!running) return;
    event.preventDefault();
    const submitter = event.submitter;
    running.catch(() => {}).finally(() => form.requestSubmit(submitter));
  });
});
