// Arrow keys go from cell to cell of the roster; without them Tab does.
const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.key];
  const cell = step && event.target.closest?.("[data-grid] .cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const lines = [...cell.closest("[data-grid]").querySelectorAll("tbody tr")].map((line) => [...line.querySelectorAll(".cell")]);
  const row = lines.findIndex((line) => line.includes(cell));
  const [down, along] = getComputedStyle(cell).direction === "rtl" ? [step[0], -step[1]] : step;
  const next = lines[row + down]?.[lines[row].indexOf(cell) + along];
  event.preventDefault();
  next?.focus();
});
