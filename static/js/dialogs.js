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
