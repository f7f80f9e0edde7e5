// Opening a conversation swaps its pane only: the list keeps its place.
import { settleAll } from "./toast.js";
import { refreshRows } from "./rows.js";

export const openedId = () => document.querySelector("#open")?.dataset.conversation || "";

// Pages that open something else beside their list, such as a draft, mark its row themselves.
function mark() {
  if (!document.querySelector("#open.opened")) return;
  const id = openedId();
  document.querySelectorAll("#rows .row[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  const row = id && document.querySelector(`#row-${id} > .row`);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.classList.remove("unread");
  row.scrollIntoView({ block: "nearest" });
}

mark();

const rest = () => (document.querySelector("#rows .row[aria-current]") ?? document.querySelector("#open-title"))?.focus();

// A form that was sent from the pane frees the hand: single keys go on from the row, or from the title on small screens.
const acted = (event) => {
  const request = event.detail.requestConfig;
  return event.target.id === "open" && request?.verb === "post" && Boolean(request.elt?.matches?.("form"));
};

// In the same breath as the swap, so that no key falls into the composer that htmx gives the focus back to.
document.addEventListener("htmx:afterSwap", (event) => {
  if (!acted(event)) return;
  mark();
  rest();
});
// An act that came with a whole page, such as an undo, leaves the hand at the same place.
if (!location.hash && document.activeElement === document.body && document.querySelector("#toasts .toast")) {
  rest();
}
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "list") return mark();
  if (event.target.id !== "open") return;
  mark();
  settleAll();
  const before = event.detail.target?.dataset.conversation;
  if (acted(event) && before) refreshRows([before], { own: true });
  document.dispatchEvent(new CustomEvent("liaison:opened"));
});
document.addEventListener("htmx:responseError", () => location.reload());
