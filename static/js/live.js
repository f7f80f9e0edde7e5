// What others do appears by itself. Events say only which conversation changed; the page fetches the rest.
import { openedId } from "./open.js";
import { tab } from "./presence.js";
import { lookForMissed, refreshRows } from "./rows.js";

const address = document.body.dataset.live;
const RETRY = [2, 4, 8, 15, 30];
// Acts that may bring a conversation into a list in which it was not.
const BRINGS = /^(message[.]receive|conversation[.](open|take|assign|unassign|move|reopen|wake|undo|unmerge|admit)|escalation[.]accept)$/;
let waiting = new Set();
let news = new Set();
let timer = 0;
let railTimer = 0;
let tries = 0;
let everOpen = false;
let lostTimer = 0;

async function parts(url) {
  const answer = await fetch(url, { headers: { "X-Part": "parts" } });
  if (answer.status === 404) return location.reload(); // it is closed to us now, and the page says so
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  page.querySelectorAll("[data-part]").forEach((made) => {
    const there = document.getElementById(made.id);
    if (!there || there.contains(document.querySelector(":popover-open, :focus"))) return;
    there.replaceWith(made);
    window.htmx?.process(made);
  });
  document.dispatchEvent(new CustomEvent("liaison:parts"));
}

function flush() {
  timer = 0;
  const ids = [...waiting];
  refreshRows(ids, { news });
  waiting = new Set();
  news = new Set();
  const open = document.querySelector("#open");
  if (ids.includes(Number(openedId()))) parts(open.dataset.refresh);
  const requests = document.querySelector("#requests");
  if (requests) parts(requests.dataset.refresh);
  railSoon();
}

function railSoon() {
  if (!railTimer) railTimer = setTimeout(rail, 3000);
}

function rail() {
  railTimer = 0;
  const there = document.querySelector("#rail");
  if (there?.dataset.refresh) parts(there.dataset.refresh);
}

function heard(event) {
  const notice = JSON.parse(event.data);
  if (notice.all) return catchUp();
  if (notice.n) return railSoon();
  if (notice.here) return document.dispatchEvent(new CustomEvent("liaison:here", { detail: notice }));
  waiting.add(notice.c);
  if (BRINGS.test(notice.v)) news.add(notice.c);
  if (!timer) timer = setTimeout(flush, 250);
}

function lost(yes) {
  const banner = document.querySelector("#line-lost");
  if (!banner) return;
  clearTimeout(lostTimer);
  if (!yes) banner.hidden = true;
  else lostTimer = setTimeout(() => (banner.hidden = false), 2500);
}

function connect() {
  const source = new EventSource(`${address}&tab=${tab}`);
  source.onopen = () => {
    if (everOpen) catchUp();
    everOpen = true;
    tries = 0;
    lost(false);
    document.dispatchEvent(new CustomEvent("liaison:online"));
  };
  source.onmessage = heard;
  source.onerror = () => {
    const refused = source.readyState === EventSource.CLOSED;
    if (refused && !everOpen) return;
    lost(true);
    if (refused) setTimeout(connect, RETRY[Math.min(tries++, RETRY.length - 1)] * 1000);
  };
  addEventListener("pagehide", () => source.close(), { once: true });
}

// After a gap: whatever is on the page may have changed.
function catchUp() {
  document.querySelectorAll("#rows [data-row]").forEach((row) => waiting.add(Number(row.dataset.row)));
  if (openedId()) waiting.add(Number(openedId()));
  flush();
  lookForMissed();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("#line-lost button")) location.reload();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
if (address && "EventSource" in window) connect();
