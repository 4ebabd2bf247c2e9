// The theme switch without loading the page anew. Without this script the same form does it by itself.

const YEAR = 365 * 24 * 3600;

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-theme-switch]")) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (theme === "light" || theme === "dark") {
    document.documentElement.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  } else {
    delete document.documentElement.dataset.theme;
    document.cookie = `theme=; path=/; max-age=0; samesite=lax${secure}`;
  }
  // The button that was used is hidden now: the other one of the pair takes the focus.
  for (const button of document.querySelectorAll(".tools [data-theme-switch] button")) {
    if (button.offsetParent) button.focus();
  }
});
