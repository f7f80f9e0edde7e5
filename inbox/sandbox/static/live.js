// Keeps the page's live part up to date: asks for it again every three seconds, and leaves it
// alone while somebody is using something inside it or nobody is looking.
const part = document.querySelector("[data-live]");
const address = new URL(location.href);
address.searchParams.set("fragment", "1");
address.hash = "";
let shown = "";

async function refresh() {
  if (document.hidden || part.contains(document.activeElement)) return;
  try {
    const answer = await fetch(address, { credentials: "same-origin" });
    const html = answer.ok ? await answer.text() : shown;
    if (shown && html !== shown) part.innerHTML = html;
    shown = html;
  } catch {
    // The network is away; the next turn tries again.
  }
}

if (part) {
  refresh();
  setInterval(refresh, 3000);
}
