// What an approver changes is counted and previewed while they type; nothing is saved.
import { draw } from "./composer.js";

const QUIET = 300;
let timer = 0;
let latest = 0;

async function count(form) {
  const mine = ++latest;
  try {
    const answer = await fetch(form.dataset.counted, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const told = answer.ok ? await answer.json() : null;
    if (told && mine === latest) draw(form, told.count);
  } catch {
    // Out of reach: the last count stands until the next key.
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("#amend");
  if (!form) return;
  document.querySelector("[data-preview]").textContent = event.target.value;
  clearTimeout(timer);
  timer = setTimeout(count, QUIET, form);
});
