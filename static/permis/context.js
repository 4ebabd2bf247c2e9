// A context of one's own, kept in this browser: what of the address says it, and nothing else. Without scripts
// the address alone holds it.

const KEY = "permis.context";
const line = document.querySelector("[data-remembers]");
const select = document.getElementById("context");
const members = [...document.querySelectorAll(".in-context .members [name]")];
const names = new Set([select.name, ...members.map((one) => one.name)]);

const isOfContext = (name) => names.has(name) || name.startsWith("answers.");

function said() {
  const asked = [...new URLSearchParams(location.search)].filter(([name]) => isOfContext(name));
  return new URLSearchParams(asked).toString();
}

function kept() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // a browser that keeps nothing
  }
}

function show() {
  const now = said();
  const held = kept();
  const others = [...new URLSearchParams(location.search)].filter(([name]) => !isOfContext(name) && name !== "cursor");
  const link = line.querySelector("[data-remembered]");
  link.hidden = !held || held === now;
  link.href = `?${new URLSearchParams([...others, ...new URLSearchParams(held)])}`;
  line.querySelector("[data-keep]").hidden = !now || held === now;
  line.querySelector("[data-forget]").hidden = !held;
  line.hidden = !now && !held;
}

line.querySelector("[data-keep]").addEventListener("click", () => {
  try {
    localStorage.setItem(KEY, said());
  } catch {
    // nothing is kept, and the line says so by staying as it is
  }
  show();
});
line.querySelector("[data-forget]").addEventListener("click", () => {
  localStorage.removeItem(KEY);
  show();
});
document.addEventListener("htmx:pushedIntoHistory", show);
show();
