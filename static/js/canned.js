// "/" in a reply offers canned responses. The focus stays in the text; arrows choose, Enter puts one in, Escape closes.
const BEGUN = /(?:^|\s)\/([\p{L}\p{N}_-]{0,40})$/u;
const LEFT = /\{\{[^{}\n]{0,100}\}\}/;
let field = null;
let found = [];
let at = 0;
let timer = 0;
let asked = 0;
let byButton = false;

const box = () => field?.form.querySelector("[data-canned-box]");
const says = () => field?.form.querySelector("[data-canned-says]");

// What was typed after the slash; with the button there is no slash, and nothing was typed.
function begun() {
  if (!field || field.selectionStart !== field.selectionEnd) return null;
  const typed = field.value.slice(0, field.selectionStart).match(BEGUN);
  if (typed) return typed[1];
  return byButton ? "" : null;
}

function close() {
  clearTimeout(timer);
  asked += 1;
  found = [];
  byButton = false;
  if (!field) return;
  box().hidden = true;
  field.removeAttribute("aria-activedescendant");
  field.removeAttribute("aria-controls");
  says().textContent = "";
}

function option(one, place) {
  const made = document.createElement("li");
  made.id = `canned-${place}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(place === at));
  made.dataset.place = place;
  const parts = [["span", "cut", one.title], ["span", "shortcut", one.shortcut], ["span", "end", one.scope]];
  for (const [tag, name, text] of parts) {
    const part = document.createElement(tag);
    part.className = name;
    part.dir = "auto";
    part.textContent = text;
    made.append(part);
  }
  return made;
}

function draw() {
  const one = found[at];
  const list = box().querySelector("[role=listbox]");
  list.replaceChildren(...found.map(option));
  box().querySelector("[data-canned-text]").textContent = one.text;
  box().querySelector("[data-canned-count]").textContent = one.count.text;
  box().querySelector("[data-canned-left]").textContent = one.left || one.as_is;
  box().hidden = false;
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-activedescendant", `canned-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
  says().textContent = `${one.title}, ${one.shortcut}, ${at + 1}/${found.length}. ${one.text} ${at ? "" : says().dataset.some}`;
}

async function ask(word) {
  const turn = ++asked;
  const address = new URL(field.dataset.canned, location.href);
  address.searchParams.set("q", word);
  address.searchParams.set("answers", field.form.elements.answers.value);
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (!answer.ok || turn !== asked) return;
    found = (await answer.json()).found;
  } catch {
    found = [];
  }
  if (turn !== asked) return;
  at = 0;
  if (found.length) return draw();
  box().hidden = true;
  says().textContent = says().dataset.none;
}

function showLeft(form, sentence) {
  const line = form.querySelector("#reply-left");
  line.hidden = !sentence;
  line.querySelector("span").textContent = sentence;
}

// It is put in at once, as it was shown; that it was used is told behind it.
function take(one) {
  const word = begun();
  if (word === null) return close();
  const typed = field.value.slice(0, field.selectionStart).match(BEGUN);
  const start = typed ? field.selectionStart - word.length - 1 : field.selectionStart;
  field.setRangeText(one.text, start, field.selectionStart, "end");
  const gap = one.text.match(LEFT);
  if (gap) field.setSelectionRange(start + gap.index, start + gap.index + gap[0].length);
  const data = new FormData();
  for (const name of ["csrfmiddlewaretoken", "kind", "answers"]) data.set(name, field.form.elements[name].value);
  data.set("canned", one.id);
  fetch(field.dataset.canned, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true }).catch(() => {});
  showLeft(field.form, one.left);
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-canned]")) return;
  field = event.target;
  byButton = false;
  clearTimeout(timer);
  if (!LEFT.test(field.value)) showLeft(field.form, "");
  const word = begun();
  if (word === null) return close();
  timer = setTimeout(ask, 120, word);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-later-at]")) {
    event.preventDefault();
    return event.target.closest(".later").querySelector("button[value=at]").click();
  }
  if (event.target !== field || !found.length || box()?.hidden || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (by) {
    at = (at + by + found.length) % found.length;
    draw();
  } else if (plain && (event.key === "Enter" || event.key === "Tab")) take(found[at]);
  else if (event.key === "Escape") close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);
document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("[data-canned-open]")) return event.preventDefault();
  const chosen = event.target.closest?.(".canned-box [role=option]");
  if (event.target.closest?.(".canned-box")) event.preventDefault();
  if (chosen) take(found[Number(chosen.dataset.place)]);
});
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-canned-open]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const text = button.form.querySelector("textarea[data-canned]");
  const isOpen = field === text && !box().hidden;
  text.focus();
  field = text;
  close();
  if (isOpen) return;
  byButton = true;
  ask(begun() ?? "");
}, true);
document.addEventListener("focusout", (event) => event.target === field && close());
