// Leaving a rule with changes that were not saved asks first; going back after rows were added does, too.
let sent = false;

// What the server drew from something typed says so; whatever is typed since is marked here.
const unsaved = () => document.querySelector("[data-rule-form][data-unsaved]");

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-rule-form]");
  if (form && !event.target.name?.startsWith("add-")) form.dataset.unsaved = "yes";
});
// Sending the form itself is no leaving; a send that did not come through leaves everything as it was.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || !event.target.matches("[data-rule-form]")) return;
  sent = true;
  setTimeout(() => { sent = false; }, 4000);
});
addEventListener("beforeunload", (event) => {
  if (sent || !unsaved()) return;
  event.preventDefault();
  event.returnValue = "";
});
