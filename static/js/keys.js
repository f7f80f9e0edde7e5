// Single keys, never while something is being typed, and off with one switch.
import { remember } from "./theme.js";

const GO = { i: "inbox", m: "mine", d: "departments" };
let going = 0;

const typing = (element) => element?.matches?.("input, textarea, select, [contenteditable]") && element.type !== "checkbox";
const rows = () => [...document.querySelectorAll("#rows .row")];
const press = (key) => document.querySelector(`#open [data-key="${key}"], .pane-head [data-key="${key}"]`);

function step(by) {
  const all = rows();
  if (!all.length) return;
  const here = all.indexOf(document.activeElement.closest?.("#rows .row"));
  const current = here >= 0 ? here : all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, current + by))] ?? all[0];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function open() {
  const row = document.activeElement.closest?.("#rows .row") ?? rows()[0];
  row?.click();
}

function back() {
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

const undo = () => document.querySelector("#toasts [data-undo] form button")?.click();
const ACTS = {
  j: () => step(1), k: () => step(-1), o: open, u: back, r: () => write("reply"), n: () => write("note"), z: undo,
  "/": () => document.querySelector("[data-go=search]")?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

function single(event) {
  const key = event.key;
  if (going && Date.now() - going < 1200) {
    going = 0;
    return go(key);
  }
  if (key === "g") return (going = Date.now());
  if (key === "Enter" && document.activeElement !== document.body) return;
  const act = key === "Enter" ? open : ACTS[key];
  const button = act ? null : /^[a-z]$/.test(key) && press(key);
  if (!act && !button) return;
  event.preventDefault();
  if (act) act();
  else button.click();
}

document.addEventListener("keydown", (event) => {
  const inField = typing(event.target);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && inField) {
    event.target.form?.requestSubmit();
  } else if (event.key === "Escape" && inField && !document.querySelector("dialog[open], :popover-open")) {
    event.target.blur();
    back();
  } else if (inField || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  } else if (event.key === "Escape" && !document.querySelector("dialog[open], :popover-open")) {
    back();
  } else if (document.body.dataset.keys === "on" && !document.querySelector("dialog[open], :popover-open")) {
    single(event);
  }
});
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-switch-keys]")) return;
  document.body.dataset.keys = event.target.checked ? "on" : "off";
  remember("keys", document.body.dataset.keys);
});
