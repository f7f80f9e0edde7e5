// What is ticked stays ticked while rows change under it; what leaves the list is let go.
const picked = new Set();
let anchor = null;
let all = false;
let place = 0;

// Drafts to review are rows too, and are not ticked.
const rowsOf = () => [...document.querySelectorAll("#rows > [data-row]:has(.tick input)")];
const boxOf = (row) => row.querySelector(".tick input");
const form = () => document.querySelector("#bulk");
export const any = () => picked.size > 0;

function draw() {
  const rows = rowsOf();
  rows.forEach((row) => (boxOf(row).checked = picked.has(row.dataset.row)));
  const there = form();
  if (!there) return;
  there.elements.all.value = all ? "1" : "";
  const says = there.querySelector("[data-selected]");
  const everyone = there.querySelector("[data-select-all]");
  const words = picked.size === 1 ? says.dataset.one : says.dataset.many;
  const said = !picked.size ? "" : all ? everyone.textContent : words.replace("%s", picked.size);
  if (says.textContent !== said) says.textContent = said;
  const whole = rows.length > 0 && picked.size === rows.length;
  there.querySelector("[data-select-page]").hidden = whole;
  everyone.hidden = all || !whole || !document.querySelector("#rows > .list-more");
}

function set(rows, on) {
  all = false;
  rows.forEach((row) => (on ? picked.add(row.dataset.row) : picked.delete(row.dataset.row)));
  draw();
}

function between(one, other) {
  const rows = rowsOf();
  const [from, to] = [rows.indexOf(one), rows.indexOf(other)].sort((a, b) => a - b);
  return from < 0 ? [other] : rows.slice(from, to + 1);
}

export function toggle(row) {
  anchor = row;
  set([row], !picked.has(row.dataset.row));
}

export function extend(from, to) {
  if (!anchor?.isConnected || !picked.has(anchor.dataset.row)) anchor = from;
  set(between(anchor, to), true);
}

export function clear() {
  all = false;
  picked.clear();
  draw();
}

async function everything(button) {
  set(rowsOf(), true);
  all = true;
  button.textContent = button.dataset.words;
  draw();
  const answer = await fetch(button.dataset.count);
  if (!answer.ok || !button.isConnected) return;
  button.textContent = await answer.text();
  draw();
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".tick input");
  if (box) {
    const row = box.closest("[data-row]");
    if (event.shiftKey && anchor?.isConnected) set(between(anchor, row), box.checked);
    else set([row], box.checked);
    anchor = row;
  } else if (event.target.closest?.("[data-select-page]")) set(rowsOf(), true);
  else if (event.target.closest?.("[data-select-none]")) {
    const row = rowsOf().find((one) => picked.has(one.dataset.row));
    clear();
    row?.querySelector(".row").focus();
  } else {
    const button = event.target.closest?.("[data-select-all]");
    if (button) everything(button);
  }
});

// Live updates and further pages bring rows of their own.
new MutationObserver(() => {
  const shown = new Set(rowsOf().map((row) => row.dataset.row));
  if (all) shown.forEach((id) => picked.add(id));
  [...picked].filter((id) => !shown.has(id)).forEach((id) => picked.delete(id));
  if (!picked.size) all = false;
  if (shown.size) draw();
}).observe(document.querySelector("#main") ?? document.body, { childList: true, subtree: true });

document.addEventListener("submit", (event) => {
  if (event.target.id === "bulk") place = Math.max(0, rowsOf().findIndex((row) => picked.has(row.dataset.row)));
}, true);
// The list comes back without what left it; the hand goes on at the same height.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.requestConfig?.elt?.id !== "bulk" && event.detail.requestConfig?.target?.id !== "list") return;
  clear();
  const rows = rowsOf();
  (rows[Math.min(place, rows.length - 1)]?.querySelector(".row") ?? document.querySelector("#list"))?.focus();
});
