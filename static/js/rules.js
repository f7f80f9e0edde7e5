// Rules: put in order by dragging and by keyboard, and checked while they are typed. All of it works without this, too.
const list = () => document.querySelector("[data-rule-list]");
let carried = null;
let timer = 0;
let asked = 0;

const rowsOf = () => [...list().querySelectorAll("[data-rule]")];

// The page that follows shows the new order and says what was done.
async function move(row, place) {
  const form = row.querySelector(".moves form");
  if (!form || place === Number(row.dataset.place)) return;
  const link = row.querySelector("[data-rule-link]").getAttribute("href");
  const sent = new FormData(form);
  sent.set("place", place);
  const answer = await fetch(form.action, { method: "POST", body: sent }).catch(() => null);
  if (!answer?.ok) return location.reload();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of ["#rule-list", "#toasts"]) {
    const fresh = page.querySelector(part);
    if (fresh) document.querySelector(part)?.replaceWith(document.importNode(fresh, true));
  }
  ready();
  list()?.querySelector(`[data-rule-link][href="${link}"]`)?.focus();
}

function ready() {
  if (!list()) return;
  for (const row of rowsOf()) row.draggable = true;
}

const unmark = () => rowsOf().forEach((row) => row.classList.remove("above", "below", "carried"));

document.addEventListener("dragstart", (event) => {
  carried = event.target.closest?.("[data-rule]") ?? null;
  carried?.classList.add("carried");
  if (carried) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  const over = event.target.closest?.("[data-rule]");
  if (!carried || !over) return;
  event.preventDefault();
  unmark();
  carried.classList.add("carried");
  over.classList.add(Number(over.dataset.place) > Number(carried.dataset.place) ? "below" : "above");
});
document.addEventListener("drop", (event) => {
  const over = event.target.closest?.("[data-rule]");
  if (!carried || !over) return;
  event.preventDefault();
  move(carried, Number(over.dataset.place));
});
document.addEventListener("dragend", () => {
  if (carried) unmark();
  carried = null;
});

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.("[data-rule]");
  if (row && event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
    event.preventDefault();
    const place = Number(row.dataset.place) + (event.key === "ArrowUp" ? -1 : 1);
    if (place >= 1 && place <= Number(list().dataset.last)) move(row, place);
    return;
  }
  const form = event.target.closest?.("[data-rule-form]");
  if (form && event.key === "Enter" && (event.metaKey || event.ctrlKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".form-actions [type=submit]"));
  }
});
document.addEventListener("submit", (event) => {
  const row = event.target.closest?.("[data-rule]");
  if (!row || !event.submitter?.value) return;
  event.preventDefault();
  move(row, Number(event.submitter.value));
});

// What is chosen stands on the closed choice.
function pick(box) {
  const choice = box.closest("details.pick");
  if (!choice) return;
  const chosen = [...choice.querySelectorAll("input:checked")].map((one) => one.nextElementSibling.textContent);
  choice.querySelector("[data-picked]").textContent = chosen.join(", ") || "…";
}

// What is not filled in yet is no mistake while somebody is still writing; it is said when they save.
function show(form, answer) {
  for (const old of form.querySelectorAll("[data-typed-error]")) old.remove();
  for (const [name, says] of Object.entries(answer.errors)) {
    const input = form.elements[name];
    const value = input?.value ?? "";
    const row = form.querySelector(`[data-for="${name}"]`);
    if (!row || !value || row.querySelector(".error")) continue;
    const line = document.createElement("p");
    line.className = "error";
    line.dataset.typedError = "";
    line.setAttribute("role", "status");
    line.textContent = says;
    row.append(line);
  }
  const problem = form.querySelector("[data-problem]");
  problem.textContent = answer.problem;
  problem.hidden = !answer.problem;
  const reads = form.querySelector("[data-reads]");
  if (answer.reads) reads.innerHTML = answer.reads;
  reads.hidden = !answer.reads && !reads.textContent.trim();
  form.dataset.checked = String(asked);
}

async function check(form) {
  const number = (asked += 1);
  const answer = await fetch(form.dataset.check, {
    method: "POST", body: new FormData(form), headers: { Accept: "application/json" },
  }).catch(() => null);
  if (!answer?.ok || number !== asked || !form.isConnected) return;
  show(form, await answer.json());
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-rule-form]");
  if (event.target.matches?.(".pick input")) pick(event.target);
  if (!form || event.target.name?.startsWith("add-")) return;
  clearTimeout(timer);
  timer = setTimeout(() => check(form), 400);
});
document.addEventListener("htmx:afterSwap", ready);

ready();
