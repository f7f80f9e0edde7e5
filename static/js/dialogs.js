// Dialogs opened by buttons, and a question before what can't be undone.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open-dialog]");
  if (!opener) return;
  opener.closest("[popover]")?.hidePopover?.();
  document.getElementById(opener.dataset.openDialog)?.showModal();
});

function ask(event) {
  const form = event.target.closest?.("form[data-ask]");
  if (form && !confirm(form.dataset.ask)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

document.addEventListener("submit", ask, true);

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.leaving) event.preventDefault();
  form.dataset.leaving = "yes";
  setTimeout(() => delete form.dataset.leaving, 4000);
});

// A menu opened by a key or a button takes the focus; arrows move in it, and Escape gives the focus back.
const stops = (menu) => [...menu.querySelectorAll("button, a[href], input:not([type=hidden]), select")].filter((stop) => stop.offsetParent);
const menuOf = (element) => element?.closest?.("[popover]:popover-open");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (event.newState !== "open" || !menu.matches?.("[popover]") || menu.contains(document.activeElement)) return;
  (menu.querySelector("[autofocus]") ?? stops(menu)[0])?.focus();
}, true);

// Letters typed in a menu lead to the line that begins with them, or with a word of it; to none when none does.
const TYPED_FOR = 900;
let typed = "";
let typedAt = 0;
const plainly = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

function findLine(menu, text) {
  const lines = stops(menu).filter((stop) => stop.matches("button, a[href]"));
  const words = (line) => plainly((line.querySelector(".cut") ?? line).textContent);
  return lines.find((line) => words(line).startsWith(text)) ?? lines.find((line) => words(line).includes(` ${text}`));
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.key.length !== 1) return;
  if (document.activeElement.matches("input, select, textarea")) return;
  // Whoever types at once is ahead of the focus, which follows the opening.
  const menu = document.querySelector(".menu:popover-open");
  if (!menu) return;
  const field = menu.querySelector("[autofocus]:is(input)");
  if (field) return field.focus();
  if (event.timeStamp - typedAt > TYPED_FOR) typed = "";
  if (event.key === " " && !typed) return;
  event.preventDefault();
  typed += plainly(event.key) || " ";
  typedAt = event.timeStamp;
  const line = findLine(menu, typed.trim());
  if (line) return line.focus();
  menu.tabIndex = -1;
  menu.focus();
});
document.addEventListener("keydown", (event) => {
  const menu = menuOf(document.activeElement);
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || !by || document.activeElement.matches("select, [type=datetime-local]")) return;
  event.preventDefault();
  const all = stops(menu);
  all[(all.indexOf(document.activeElement) + by + all.length) % all.length]?.focus();
});
