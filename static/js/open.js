// Opening a conversation swaps its pane only: the list keeps its place.
import { settleAll } from "./toast.js";
import { refreshRows } from "./rows.js";

export const openedId = () => document.querySelector("#open")?.dataset.conversation || "";

function mark() {
  const id = openedId();
  document.querySelectorAll("#rows .row[aria-current]").forEach((row) => row.removeAttribute("aria-current"));
  const row = id && document.querySelector(`#row-${id} > .row`);
  if (!row) return;
  row.setAttribute("aria-current", "true");
  row.classList.remove("unread");
  row.scrollIntoView({ block: "nearest" });
}

mark();

let acting = "";
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest?.("#open form");
  acting = form && event.detail.requestConfig.verb === "post" ? openedId() : "";
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "open") return;
  mark();
  settleAll();
  if (acting) {
    refreshRows([acting], { own: true });
    // The hand is free again: single keys go on from the row, or from the title on small screens.
    (document.querySelector("#rows .row[aria-current]") ?? document.querySelector("#open-title"))?.focus();
  }
  acting = "";
  document.dispatchEvent(new CustomEvent("liaison:opened"));
});
document.addEventListener("htmx:responseError", () => location.reload());
