// Two buffers that never mix, saved a second after the last key; the count is the network's own, asked of the server.
const QUIET = 1000;
const timers = new WeakMap();
const saving = new WeakMap();

const forms = () => document.querySelectorAll("#composer form[data-buffer]");

function show(which) {
  const composer = document.querySelector("#composer");
  const chosen = composer?.querySelector(`form[data-buffer="${which}"]`);
  if (!chosen) return;
  forms().forEach((form) => (form.hidden = form !== chosen));
  composer.querySelectorAll("[data-open-buffer]").forEach((tab) => {
    if (tab.dataset.openBuffer === which) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  });
  chosen.querySelector("textarea").focus();
}

export function draw(form, count) {
  const counter = form.querySelector("[data-counter]");
  if (!counter || !count) return;
  counter.classList.toggle("over", Boolean(count.problem));
  counter.querySelector("[data-count]").textContent = count.text;
  counter.querySelector(".fill")?.setAttribute("stroke-dasharray", `${count.share} 100`);
  const line = form.querySelector(".field-error");
  line.hidden = !count.problem;
  line.querySelector("span").textContent = count.problem || "";
}

// Words may ask for approval, or no longer: the button says which, before it is pressed.
function way(form, asked) {
  const button = form.querySelector("[data-way]");
  const line = form.querySelector("[data-asked]");
  if (line && asked !== undefined) {
    line.hidden = !asked;
    line.querySelector("span").textContent = asked;
  }
  if (!button || asked === undefined) return;
  button.value = asked ? "submit" : "send";
  button.querySelector("span").textContent = asked ? button.dataset.submit : button.dataset.send;
  form.querySelector("[data-ask]").hidden = Boolean(asked);
}

// Variables of a canned response that nobody has filled in are named, before the reply is refused for them.
function left(form, sentence) {
  const line = form.querySelector("#reply-left");
  if (!line || sentence === undefined) return;
  line.hidden = !sentence;
  line.querySelector("span").textContent = sentence;
}

function save(form) {
  clearTimeout(timers.get(form));
  if (!form.dataset.autosave || !form.dataset.dirty || form.dataset.leaving) return;
  delete form.dataset.dirty;
  saving.set(form, send(form).finally(() => saving.delete(form)));
}

async function send(form) {
  const data = new FormData(form);
  data.delete("image");
  const saved = form.querySelector("[data-saved]");
  try {
    const answer = await fetch(form.dataset.autosave, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true });
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    saved.textContent = told.saved;
    draw(form, told.count);
    way(form, told.asked);
    left(form, told.left);
  } catch {
    form.dataset.dirty = "yes";
    saved.textContent = form.dataset.unsaved;
    timers.set(form, setTimeout(save, 5000, form));
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("#composer form[data-buffer]");
  if (!form) return;
  form.dataset.dirty = "yes";
  form.closest("#composer").classList.add("open");
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, QUIET, form));
});
// Once unfolded it stays so: nothing moves away under a finger.
document.addEventListener("focusin", (event) => {
  event.target.closest?.("#composer form[data-buffer]")?.closest("#composer").classList.add("open");
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.("#composer form[data-buffer]");
  if (form) save(form);
});
addEventListener("visibilitychange", () => document.hidden && forms().forEach(save));
// A save still under way would arrive after the reply and leave its text behind: the reply waits for it.
document.addEventListener("htmx:confirm", (event) => {
  const form = event.detail.elt.closest?.("#composer form[data-buffer]");
  if (!form) return;
  const settled = () => {
    clearTimeout(timers.get(form));
    delete form.dataset.dirty;
  };
  settled();
  if (!saving.has(form)) return;
  event.preventDefault();
  // A save that failed would be tried again later, behind the reply: the reply carries the same words.
  saving.get(form).then(settled).then(() => event.detail.issueRequest(true));
});
document.addEventListener("htmx:sendError", (event) => {
  const form = event.detail.elt.closest?.("#composer form[data-buffer]");
  if (!form) return;
  form.dataset.dirty = "yes";
  save(form);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.closest?.("#composer")) forms().forEach(save);
});
document.addEventListener("click", (event) => {
  const tab = event.target.closest("[data-open-buffer]");
  if (tab) {
    event.preventDefault();
    event.stopPropagation();
    show(tab.dataset.openBuffer);
  }
  const picture = event.target.closest("[data-picture]");
  if (picture) picture.form.querySelector("[data-picture-fields]").toggleAttribute("data-folded");
}, true);
document.addEventListener("liaison:write", (event) => show(event.detail));
