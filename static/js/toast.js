// Toasts leave by themselves, but never while they are pointed at or hold the focus.
const SECONDS = 10;

function settle(toast) {
  if (toast.dataset.settled) return;
  toast.dataset.settled = "yes";
  if (toast.dataset.level === "error") return;
  const fill = toast.querySelector("[data-left] .fill");
  const began = Date.now();
  const until = Date.parse(toast.dataset.until || "") || began + SECONDS * 1000;
  const clock = setInterval(() => {
    if (!toast.isConnected) return clearInterval(clock);
    fill?.setAttribute("stroke-dasharray", `${Math.max(0, (100 * (until - Date.now())) / (until - began))} 100`);
    if (Date.now() < until || toast.matches(":hover, :focus-within")) return;
    clearInterval(clock);
    toast.remove();
  }, 250);
}

export function settleAll() {
  document.querySelectorAll("#toasts .toast").forEach(settle);
}

function count(element) {
  const left = Math.ceil((Date.parse(element.dataset.countdown) - Date.now()) / 1000);
  if (left > 0) element.textContent = element.dataset.words.replace("%s", left);
  else delete element.dataset.countdown;
}

setInterval(() => document.querySelectorAll("[data-countdown]").forEach(count), 500);
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
});
document.addEventListener("htmx:afterSettle", settleAll);
settleAll();
