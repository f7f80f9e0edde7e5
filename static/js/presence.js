// Who else is here, and who is writing. Signs are passed on and stored nowhere; each holds for some seconds only.
import { openedId } from "./open.js";

export const tab = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join("");
const AGAIN = 20_000;
const WRITING_AGAIN = 3000;
const SILENCE = 6000;
const UNHEARD = [1000, 2000, 4000, 8000];
const SHOWN = 3;

let who = [];
let last = null;
let heardOf = "";
let wrote = 0;
let silent = 0;
let fading = 0;
let unheard = 0;

const form = () => document.querySelector("#presence");

function post(there, doing, leaving = false) {
  const body = new FormData(there);
  body.set("doing", doing);
  body.set("tab", tab);
  if (leaving) navigator.sendBeacon(there.action, body);
  else fetch(there.action, { method: "POST", body, keepalive: true }).catch(() => {});
}

function here(doing = "viewing") {
  const there = form();
  if (!there || document.hidden) return;
  if (doing !== "writing") wrote = 0;
  last = there;
  post(there, doing);
}

// The first sign can come before the server listens: it is given again until somebody answers.
function arrive() {
  clearTimeout(unheard);
  if (last && last.action !== form()?.action) {
    if (!form()) post(last, "gone");
    last = null;
  }
  who = who.filter((sign) => sign.at === openedId());
  draw();
  heardOf = heardOf === openedId() ? heardOf : "";
  const again = (turn) => {
    here();
    if (turn < UNHEARD.length) unheard = setTimeout(() => heardOf !== openedId() && again(turn + 1), UNHEARD[turn]);
  };
  again(0);
}

function leave() {
  if (last) post(last, "gone", true);
  last = null;
}

function line(sign) {
  const made = document.createElement("span");
  made.className = "presence";
  const words = document.createElement("span");
  if (sign.writes) made.dataset.doing = "writing";
  words.textContent = (sign.writes ? form().dataset.writing : form().dataset.viewing).replace("%s", sign.name);
  made.append(words);
  return made;
}

function draw() {
  clearTimeout(fading);
  const now = performance.now();
  who = who.filter((sign) => sign.until > now);
  const writing = who.filter((sign) => sign.writes);
  document.querySelectorAll("[data-presence-line]").forEach((there) => {
    const shown = (there.dataset.presenceLine === "writing" ? writing : who).slice(0, SHOWN);
    there.replaceChildren(...(form() ? shown.map(line) : []));
  });
  const says = document.querySelector("#presence-says");
  const said = writing.length ? form()?.dataset.writing.replace("%s", writing.map((sign) => sign.name).join(", ")) : "";
  if (says && says.textContent !== said) says.textContent = said ?? "";
  if (who.length) fading = setTimeout(draw, Math.min(...who.map((sign) => sign.until)) - now + 50);
}

document.addEventListener("liaison:here", (event) => {
  if (String(event.detail.here) !== openedId()) return;
  heardOf = openedId();
  const now = performance.now();
  who = event.detail.who.map(([, name, writes, lasts]) => ({ name, writes, at: heardOf, until: now + lasts * 1000 }));
  draw();
});
document.addEventListener("input", (event) => {
  if (!event.target.closest?.("#composer form[data-buffer]")) return;
  clearTimeout(silent);
  silent = setTimeout(here, SILENCE);
  if (Date.now() - wrote < WRITING_AGAIN) return;
  here("writing");
  wrote = Date.now();
});
document.addEventListener("submit", (event) => {
  if (!event.target.closest?.("#composer")) return;
  clearTimeout(silent);
  here();
});
document.addEventListener("visibilitychange", () => (document.hidden ? leave() : arrive()));
addEventListener("pagehide", leave);
document.addEventListener("liaison:opened", arrive);
document.addEventListener("liaison:online", arrive);
document.addEventListener("liaison:parts", draw);
setInterval(() => Date.now() - wrote > WRITING_AGAIN && here(), AGAIN);
