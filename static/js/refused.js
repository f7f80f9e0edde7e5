// A refused act answers 403 or 409 with nothing but the toast that says why; htmx would throw it away.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (![403, 409].includes(event.detail.xhr.status) || event.detail.xhr.getResponseHeader("HX-Reswap") !== "none") return;
  event.detail.shouldSwap = true;
  event.detail.isError = false;
});
