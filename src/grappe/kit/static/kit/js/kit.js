// What the pages' components do beyond HTML. Every one of them works, plainer, without this file.

const words = document.body.dataset; // sentences in the page's language: data-say-*

document.addEventListener("click", (event) => {
  const on = (selector) => event.target.closest(selector);
  let hit;
  if ((hit = on("[data-theme-to]"))) chooseTheme(hit);
  else if ((hit = on("[data-dialog]"))) document.getElementById(hit.dataset.dialog)?.showModal();
  else if ((hit = on("[data-dialog-close]"))) hit.closest("dialog").close();
  else if ((hit = on("[data-toast-close]"))) hit.closest(".toast").remove();
  else if ((hit = on("[data-copy]"))) copy(hit);
  else if ((hit = on("[data-print]"))) print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  } else if (location.hash === "#menu") {
    location.hash = "";
    document.querySelector(".rail-open")?.focus();
  }
});

function chooseTheme(button) {
  window.grappeTheme(button.dataset.themeTo);
  markTheme();
}

function markTheme() {
  const chosen = document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-to]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeTo === chosen));
  }
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
  say(words.sayCopied, "ok");
}

// A toast: the same element as the server's, spoken by the live region it is put into.
export function say(text, tone = "info") {
  const template = document.getElementById("toast-template");
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.add(`tone-${tone}`);
  toast.querySelector(".toast-text").textContent = text;
  document.getElementById("toasts").append(toast);
  letFade(toast);
  return toast;
}

// Good news goes by itself, unless looked at; anything else stays until it is closed.
function letFade(toast) {
  if (!toast.classList.contains("tone-ok")) return;
  let timer;
  const start = () => (timer = setTimeout(() => toast.remove(), 8000));
  for (const stop of ["pointerenter", "focusin"]) toast.addEventListener(stop, () => clearTimeout(timer));
  for (const go of ["pointerleave", "focusout"]) toast.addEventListener(go, start);
  start();
}

// A second click does not send a form twice. The server refuses it too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post") || form.hasAttribute("hx-get") || form.method === "dialog") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "1";
    (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
  }
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  }
});

// Controls that send their form when changed (sort, filter); without JavaScript a button does.
document.addEventListener("change", (event) => {
  if (event.target.closest("[data-send-on-change]")) event.target.form.requestSubmit();
});

// An answer that is a whole page is not for the middle of this one: the session has ended.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  const whole = /^\s*<!doctype/i.test(xhr.responseText);
  if (!whole || requestConfig.boosted || event.detail.target === document.body) return;
  event.detail.shouldSwap = false;
  const toast = say(words.saySession, "warn");
  const link = document.createElement("a");
  link.href = words.signIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = words.saySignIn;
  toast.querySelector(".toast-text").append(" ", link);
});
document.addEventListener("htmx:sendError", () => say(words.sayOffline, "bad"));
document.addEventListener("htmx:afterSettle", () => {
  document.querySelectorAll("#toasts .toast:not([data-seen])").forEach(arrive);
});

function arrive(toast) {
  toast.dataset.seen = "1";
  letFade(toast);
}

markTheme();
document.querySelectorAll("#toasts .toast").forEach(arrive);
const first = document.querySelector(".errorlist.nonfield, [aria-invalid=true]");
if (first) {
  if (first.matches("ul")) first.tabIndex = -1;
  first.focus();
}
