// The search form: no empty parameters in the address, the count read out, the sheet closed when it is done.

const form = document.getElementById("filters-form");
const sheet = document.getElementById("filters");
let asked = []; // the fields that were typed into, each with what was asked for
let within = ""; // the filter that was being operated

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt !== form) return;
  asked = [...form.querySelectorAll(".other")].map((field) => [field, field.value]);
  within = document.activeElement.form === form ? document.activeElement.name : "";
  for (const key of new Set(detail.formData.keys())) {
    const stated = detail.formData.getAll(key).filter((value) => value !== "");
    detail.formData.delete(key);
    for (const value of stated) detail.formData.append(key, value);
  }
});

document.addEventListener("htmx:afterSettle", () => {
  document.getElementById("announcement").textContent = document.getElementById("results").dataset.count;
  // A value that was typed has become an option of the list; what it was typed into is free again.
  for (const [field, value] of asked) if (field.value === value) field.value = "";
  asked = [];
  // An option that was taken off and is gone takes the focus with it; what it was typed into is nearest.
  if (document.activeElement === document.body) document.getElementById(`${within}-other`)?.focus();
});

// A list that could not be had must not look like the answer: open its address, which tells what is wrong.
document.addEventListener("htmx:responseError", ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));
document.addEventListener("htmx:sendError", ({ detail }) => location.assign(detail.pathInfo.finalRequestPath));

form.addEventListener("submit", () => sheet.matches(":popover-open") && sheet.hidePopover());
