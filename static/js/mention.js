// "@" in a note offers colleagues and departments. The focus stays in the text; arrows choose, Enter takes, Escape closes.
const BEGUN = /(?:^|[^\p{L}\p{N}_.])@([^\n@]{0,40})$/u;
const WORDS = 3;
let field = null;
let found = [];
let at = 0;
let timer = 0;
let asked = 0;

const list = () => field?.form.querySelector("[role=listbox]");

function begun() {
  if (!field || field.selectionStart !== field.selectionEnd) return null;
  const typed = field.value.slice(0, field.selectionStart).match(BEGUN);
  return typed && typed[1].split(/\s+/).length <= WORDS && !/^\s/.test(typed[1]) ? typed[1] : null;
}

function close() {
  clearTimeout(timer);
  asked += 1;
  found = [];
  const there = list();
  if (there) there.hidden = true;
  field?.removeAttribute("aria-activedescendant");
  field?.removeAttribute("aria-controls");
  if (field) say("");
}

// What to do is told to who can't see the list; that nobody is meant is told to all.
function say(words, seen = false) {
  const says = field.form.querySelector("[data-naming-says]");
  says.textContent = words;
  says.classList.toggle("sr", !seen);
}

function option(who, place) {
  const made = document.createElement("li");
  made.id = `naming-${place}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", String(place === at));
  made.dataset.place = place;
  const mark = document.createElement("span");
  mark.className = who.tint ? "avatar xs" : "desk";
  if (who.tint) mark.dataset.tint = who.tint;
  mark.setAttribute("aria-hidden", "true");
  mark.textContent = who.mark;
  const name = document.createElement("span");
  name.className = "cut";
  name.dir = "auto";
  name.textContent = who.name;
  made.append(mark, name);
  if (who.says) {
    const says = document.createElement("span");
    says.className = "end";
    says.textContent = who.says;
    made.append(says);
  }
  return made;
}

function draw() {
  const there = list();
  there.replaceChildren(...found.map(option));
  there.hidden = false;
  field.setAttribute("aria-controls", there.id);
  field.setAttribute("aria-activedescendant", `naming-${at}`);
  const says = field.form.querySelector("[data-naming-says]");
  say(`${found[at].name}${found[at].says ? `, ${found[at].says}` : ""}, ${at + 1}/${found.length}. ${at ? "" : says.dataset.some}`);
}

async function ask(word) {
  const turn = ++asked;
  const address = new URL(field.dataset.naming, location.href);
  address.searchParams.set("q", word);
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
  const says = field.form.querySelector("[data-naming-says]");
  list().hidden = true;
  if (word) say(says.dataset.none, true);
}

function take(who) {
  const word = begun();
  if (word === null) return close();
  const start = field.selectionStart - word.length;
  field.setRangeText(`${who.name} `, start, field.selectionStart, "end");
  const chosen = field.form.elements.chosen;
  chosen.value = [...new Set([...chosen.value.split(" ").filter(Boolean), who.key])].join(" ");
  close();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-naming]")) return;
  field = event.target;
  clearTimeout(timer);
  const word = begun();
  if (word === null || found.some((who) => `${who.name} ` === word)) return close();
  timer = setTimeout(ask, 120, word);
});
document.addEventListener("keydown", (event) => {
  if (event.target !== field || !found.length || list()?.hidden || event.isComposing) return;
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
  const chosen = event.target.closest?.(".naming [role=option]");
  if (!chosen) return;
  event.preventDefault();
  take(found[Number(chosen.dataset.place)]);
});
document.addEventListener("focusout", (event) => event.target === field && close());
