// The command palette presses the very buttons and links of the page, so it offers what they offer and nothing else.
import { any } from "./select.js";

const dialog = document.querySelector("#palette");
const field = dialog?.querySelector("input");
const list = dialog?.querySelector("#palette-list");
const MOST = 60;
let known = [];
let left = [];
let at = 0;

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const quiet = (node) => node.nodeType === 1 && (node.matches("svg, .end, kbd") || node.getAttribute("aria-hidden") === "true");

function words(element) {
  const own = [...element.childNodes].filter((node) => !quiet(node)).map((node) => node.textContent.trim());
  return own.filter(Boolean).join(" ") || element.getAttribute("aria-label") || element.title || "";
}

const item = (group, label, element, more = "") => ({ group, label, run: () => element.click(), asked: plain(`${label} ${more}`) });

// A menu is one line that opens it, and a line for each of its buttons that needs nothing else.
function menuItems(group, opener) {
  const title = opener.getAttribute("aria-label") || words(opener);
  const menu = document.getElementById(opener.getAttribute("popovertarget"));
  const buttons = [...(menu?.querySelectorAll("button[type=submit], a[href]") ?? [])];
  const direct = buttons.filter((one) => !one.closest(".pad, [hidden]") && !one.matches(".make, [hidden], .link"));
  const lines = direct.map((one) => item(group, `${title}: ${words(one)}`, one));
  return [item(group, `${title}…`, opener), ...lines];
}

function doings(root, group) {
  const place = document.querySelector(root);
  if (!place) return [];
  const seen = new Set();
  return [...place.querySelectorAll(".acts button")].flatMap((button) => {
    const menu = button.getAttribute("popovertarget");
    if (menu === "more-menu" || menu === "context" || seen.has(menu ?? button)) return [];
    seen.add(menu ?? button);
    return menu ? menuItems(group, button) : [item(group, button.getAttribute("aria-label") || words(button), button)];
  });
}

function collect() {
  const says = dialog.dataset;
  const undo = document.querySelector("#toasts [data-undo] form button, #bulk-bar [data-undo] button");
  const writing = [...document.querySelectorAll("#composer [data-open-buffer]")];
  const places = [...document.querySelectorAll("#rail a.rail-item")].map((link) => {
    const group = link.closest("section").querySelector("h2")?.textContent.trim();
    const label = link.querySelector(".label").textContent.trim();
    return item(says.go, label, link, `${group ?? ""} ${link.querySelector(".desk")?.textContent ?? ""}`);
  });
  return [
    ...(undo ? [item(says.here, says.undo, undo)] : []),
    ...(any() ? doings("#bulk", says.ticked) : []),
    ...writing.map((tab) => item(says.here, words(tab), tab)),
    ...doings("#head", says.here),
    ...[...document.querySelectorAll("#list .pane-head button")].flatMap((one) => menuItems(says.list, one)),
    ...[...document.querySelectorAll("#list .pane-sub .tabs a")].map((tab) => item(says.list, words(tab), tab)),
    ...places,
    ...[...document.querySelectorAll("#me button:not([data-open-palette]), #me a")].map((one) => item(says.you, words(one), one)),
  ];
}

function searching(text) {
  const place = text && document.querySelector("[data-go=search]");
  if (!place) return [];
  const address = new URL(place.href ?? place.form?.action ?? location.href, location.href);
  address.searchParams.set("q", text);
  return [{ group: dialog.dataset.go, label: dialog.dataset.search.replace("%s", text), run: () => (location.href = address.href) }];
}

function rank(one, asked) {
  let worth = 0;
  for (const word of asked) {
    const found = one.asked.indexOf(word);
    if (found < 0) return -1;
    worth += found === 0 ? 3 : one.asked[found - 1].match(/[\p{L}\p{N}]/u) ? 1 : 2;
  }
  return worth;
}

function option(one, number) {
  const made = document.createElement("div");
  made.id = `palette-${number}`;
  made.setAttribute("role", "option");
  made.dataset.at = number;
  made.dir = "auto";
  made.textContent = one.label;
  return made;
}

function draw() {
  const text = field.value.trim();
  const asked = plain(text).split(/\s+/).filter(Boolean);
  const ranked = known.map((one) => [rank(one, asked), one]).filter(([worth]) => worth >= 0);
  if (asked.length) ranked.sort(([a], [b]) => b - a);
  left = [...ranked.slice(0, MOST).map(([, one]) => one), ...searching(text)];
  const groups = new Map();
  left.forEach((one) => groups.set(one.group, [...(groups.get(one.group) ?? []), one]));
  left = [...groups.values()].flat();
  let number = 0;
  list.replaceChildren(...[...groups].map(([name, ones]) => {
    const made = document.createElement("div");
    made.setAttribute("role", "group");
    made.setAttribute("aria-label", name);
    const head = document.createElement("p");
    head.textContent = name;
    head.setAttribute("aria-hidden", "true");
    made.append(head, ...ones.map((one) => option(one, number++)));
    return made;
  }));
  dialog.querySelector("[data-none]").hidden = left.length > 0;
  const count = dialog.querySelector("[data-count]");
  count.textContent = (left.length === 1 ? count.dataset.one : count.dataset.many).replace("%s", left.length);
  choose(0);
}

function choose(number) {
  at = left.length ? (number + left.length) % left.length : 0;
  list.querySelector("[aria-selected]")?.removeAttribute("aria-selected");
  const chosen = list.querySelector(`#palette-${at}`);
  chosen?.setAttribute("aria-selected", "true");
  chosen?.scrollIntoView({ block: "nearest" });
  if (chosen) field.setAttribute("aria-activedescendant", chosen.id);
  else field.removeAttribute("aria-activedescendant");
}

function run() {
  const chosen = left[at];
  if (!chosen) return;
  dialog.close();
  chosen.run();
}

function open() {
  document.querySelector(":popover-open")?.hidePopover();
  if (document.querySelector("dialog[open]")) return;
  known = collect();
  field.value = "";
  dialog.showModal();
  draw();
  field.focus();
}

document.addEventListener("keydown", (event) => {
  if (!dialog || event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    if (dialog.open) dialog.close();
    else open();
  } else if (dialog.open && event.target === field) {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, left.length - 1), PageUp: Math.max(at - 8, 0) }[event.key];
    if (to === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (event.key === "Enter") run();
    else choose(to);
  }
});
dialog?.addEventListener("input", draw);
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) return dialog.close();
  const chosen = event.target.closest("[role=option]");
  if (!chosen) return;
  at = Number(chosen.dataset.at);
  run();
});
document.addEventListener("click", (event) => {
  if (dialog && event.target.closest?.("[data-open-palette]")) open();
});
