// On the search page the way to search leads into its field.
document.addEventListener("click", (event) => {
  const field = document.querySelector("#search-q");
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest("[data-go=search]")) return;
  event.preventDefault();
  field.focus();
  field.select();
});
