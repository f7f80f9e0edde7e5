// A picture that is not here yet is being fetched: ask again a few times, then say that it can't be shown.
const WAITS = [400, 800, 1500, 3000, 5000, 8000];
const tries = new WeakMap();

function failed(picture) {
  const tried = tries.get(picture) || 0;
  if (tried >= WAITS.length) return giveUp(picture);
  tries.set(picture, tried + 1);
  setTimeout(() => {
    const address = new URL(picture.src);
    address.searchParams.set("again", tried + 1);
    picture.src = address;
  }, WAITS[tried]);
}

function giveUp(picture) {
  const shown = picture.closest(".shown");
  if (shown) shown.querySelector(".lost").hidden = false;
  (shown?.querySelector("a") || picture).hidden = true;
}

document.addEventListener("error", (event) => event.target.matches?.("img[data-media]") && failed(event.target), true);
// Those that had failed before this script ran.
document.querySelectorAll("img[data-media]").forEach((picture) => {
  if (picture.complete && !picture.naturalWidth) failed(picture);
});
