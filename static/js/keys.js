// Single keys, never while something is being typed, and off with one switch.
import { any, clear, extend, toggle } from "./select.js";
import { remember } from "./theme.js";

const GO = { i: "inbox", m: "mine", d: "departments", q: "review", e: "escalations", l: "roster", t: "task_forces", c: "calendar", r: "reports" };
let going = 0;

const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]") && element.type !== "checkbox";
const rows = () => [...document.querySelectorAll("#rows .row")];
const floating = () => document.querySelector("dialog[open], :popover-open");

// What is ticked comes first, then what is open.
function press(key) {
  const ticked = any() && document.querySelector(`#bulk [data-key="${key}"]`);
  return ticked || (!any() && document.querySelector(`#open [data-key="${key}"], .pane-head [data-key="${key}"]`));
}

// What a colleague works on is taken over in the menu that names them.
const INSTEAD = { i: "a" };

const here = () => document.activeElement.closest?.("#rows [data-row]")?.querySelector(".row");

function step(by, stretch = false) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(here());
  const current = at >= 0 ? at : all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, current + by))] ?? all[0];
  if (stretch) extend((all[current] ?? next).closest("[data-row]"), next.closest("[data-row]"));
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  (here() ?? rows()[0])?.click();
}

function tick() {
  const row = here() ?? rows().find((one) => one.hasAttribute("aria-current")) ?? rows()[0];
  if (!row) return;
  toggle(row.closest("[data-row]"));
  row.focus();
}

function back() {
  if (any()) return clear();
  const current = document.querySelector("#rows .row[aria-current]") ?? rows()[0];
  const link = document.querySelector("#open a.back");
  if (link && getComputedStyle(link).display !== "none") link.click();
  else current?.focus();
}

function write(which) {
  document.dispatchEvent(new CustomEvent("liaison:write", { detail: which }));
}

function go(key) {
  const place = GO[key] && document.querySelector(`[data-go="${GO[key]}"]`);
  if (place) location.href = place.href;
}

function search() {
  const place = document.querySelector("[data-go=search]");
  if (place?.matches("input")) place.focus();
  else place?.click();
}

const undo = () => (document.querySelector("#toasts [data-undo] form button") ?? document.querySelector("#bulk-bar [data-undo] button"))?.click();
const ACTS = {
  j: () => step(1), k: () => step(-1), J: () => step(1, true), K: () => step(-1, true), o: open, u: back, x: tick,
  r: () => write("reply"), n: () => write("note"), z: undo, "/": search, "?": sheet,
};

// The sheet lists what has a place on this page, and nothing else.
function sheet() {
  const dialog = document.getElementById("keys");
  dialog?.querySelectorAll("[data-needs]").forEach((line) => (line.hidden = !document.querySelector(line.dataset.needs)));
  dialog?.querySelectorAll("section").forEach((group) => (group.hidden = !group.querySelector("[data-needs]:not([hidden])")));
  dialog?.showModal();
}

function single(event) {
  const key = event.key;
  if (going && Date.now() - going < 1200) {
    going = 0;
    return go(key);
  }
  if (key === "g") return (going = Date.now());
  const act = key === "Enter" ? document.activeElement === document.body && open : ACTS[key];
  const button = act ? null : /^[a-z]$/.test(key) && (press(key) ?? press(INSTEAD[key]));
  if (!act && !button) return;
  event.preventDefault();
  if (act) act();
  else button.click();
}

document.addEventListener("keydown", (event) => {
  // Enter on a tick would send the form with whatever its first button does.
  if (event.key === "Enter" && event.target.matches?.(".tick input")) {
    event.preventDefault();
    return open();
  }
  const inField = typing(event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && inField) {
    // A click, so that what the button says goes along: its name and value are part of what is sent.
    const form = event.target.form;
    const button = form?.querySelector("button.primary[type=submit]");
    if (button) button.click();
    else form?.requestSubmit();
  } else if (event.key === "Escape" && inField && !floating()) {
    event.target.blur();
    back();
  } else if (inField || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  } else if (event.key === "Escape" && !floating()) {
    back();
  } else if (document.body.dataset.keys === "on" && !floating()) {
    single(event);
  }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-open-keys]")) return;
  event.target.closest("[popover]")?.hidePopover();
  sheet();
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-switch-keys]")) return;
  document.body.dataset.keys = event.target.checked ? "on" : "off";
  remember("keys", document.body.dataset.keys);
});
