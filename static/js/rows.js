// Rows change in place; what is new waits behind one button, so that nothing jumps.
const fresh = new Set();

const MOST = 200; // rows that the server hands out at once

// Other pages have rows too, that are not conversations.
const list = () => document.querySelector("#rows[data-refresh]");

// `news` are those that may have come into the list; what was in it all along, further down, is nothing new.
export async function refreshRows(ids, { own = false, news = new Set() } = {}) {
  const rows = list();
  if (!rows) return;
  for (let first = 0; first < ids.length; first += MOST) {
    const some = ids.slice(first, first + MOST);
    const address = new URL(rows.dataset.refresh, location.href);
    address.searchParams.set("ids", some.join(","));
    const answer = await fetch(address, { headers: { "X-Part": "rows" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of some) place(rows, id, page.getElementById(`row-${id}`), own, news);
  }
  announce();
}

function place(rows, id, made, own, news) {
  const there = document.getElementById(`row-${id}`);
  if (there && made) {
    const current = there.querySelector(".row").getAttribute("aria-current");
    const focused = there.contains(document.activeElement);
    there.replaceWith(made);
    if (current) made.querySelector(".row").setAttribute("aria-current", current);
    if (focused) made.querySelector(".row").focus();
    window.htmx?.process(made);
  } else if (there) {
    if (own) there.remove();
    else there.querySelector(".row").classList.add("gone");
  } else if (made && news.has(id)) {
    fresh.add(String(id));
  }
  if (!made) fresh.delete(String(id));
}

function announce() {
  const news = document.querySelector("#news");
  if (!news) return;
  news.hidden = fresh.size === 0;
  const words = fresh.size === 1 ? news.dataset.one : news.dataset.many;
  news.querySelector("span").textContent = words.replace("%s", fresh.size);
}

// After a gap nobody has told of what is new: whatever leads the list now and does not stand here.
export async function lookForMissed() {
  if (!list()) return;
  const answer = await fetch(location.href, { headers: { "X-Part": "list" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.querySelectorAll("#rows [data-row]").forEach((row) => document.getElementById(row.id) || fresh.add(row.dataset.row));
  announce();
}

export async function reloadList() {
  const answer = await fetch(location.href, { headers: { "X-Part": "list" } });
  if (!answer.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector("#list-body");
  const there = document.querySelector("#list-body");
  if (!made || !there) return location.reload();
  there.replaceWith(made);
  window.htmx?.process(made);
  fresh.clear();
  made.scrollTop = 0;
  made.querySelector(".row")?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#news button")) reloadList();
});
