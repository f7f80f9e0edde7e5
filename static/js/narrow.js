// A menu with a field in it narrows as one types; Enter takes the first that is left, or makes what is not there.
const menuOf = (field) => field.closest("[data-narrows]");
const left = (menu) => [...menu.querySelectorAll(".choices button:not([hidden])")];

function narrow(field) {
  const menu = menuOf(field);
  const asked = field.value.trim().toLowerCase();
  let exact = false;
  menu.querySelectorAll(".choices button").forEach((button) => {
    const word = button.value.toLowerCase();
    button.hidden = !word.includes(asked);
    exact ||= word === asked;
  });
  const make = menu.querySelector(".make");
  if (make) {
    make.hidden = !asked || exact;
    const words = make.querySelector("[data-make]");
    words.textContent = words.dataset.make.replace("%s", field.value.trim());
  }
  menu.querySelector(".none").hidden = left(menu).length > 0 || !asked;
}

document.addEventListener("input", (event) => event.target.matches("[data-narrow]") && narrow(event.target));
// Before it shows: whoever types at once has begun by the time it is told of as open.
document.addEventListener("beforetoggle", (event) => {
  const field = event.newState === "open" && event.target.querySelector?.("[data-narrow]");
  if (!field) return;
  field.value = "";
  narrow(field);
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !event.target.matches?.("[data-narrow]")) return;
  const menu = menuOf(event.target);
  const asked = event.target.value.trim().toLowerCase();
  const make = menu.querySelector(".make:not([hidden])");
  event.preventDefault();
  if (asked) (left(menu)[0] ?? make)?.click();
});
