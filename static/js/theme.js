// Light or dark, compact or comfortable: kept in a cookie of this device, so that the server draws it right at once.
const YEAR = 365 * 24 * 3600;

export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=/; max-age=${value ? YEAR : 0}; samesite=lax${secure}`;
}

document.addEventListener("click", (event) => {
  const theme = event.target.closest("[data-theme-choice]");
  if (theme) {
    const value = theme.dataset.themeChoice;
    remember("theme", value);
    if (value === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = value;
  }
  if (event.target.closest("[data-density-choice]")) {
    const compact = document.documentElement.dataset.density === "compact";
    remember("density", compact ? "comfortable" : "compact");
    if (compact) delete document.documentElement.dataset.density;
    else document.documentElement.dataset.density = "compact";
  }
});
