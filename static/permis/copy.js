// Buttons that copy a command. Without this script they stay hidden: the command can be marked by hand.

const SHOWN_MS = 2000;

for (const button of document.querySelectorAll("[data-copies]")) {
  const label = button.querySelector("span");
  const says = label.textContent;
  button.hidden = !navigator.clipboard; // there is none where the page came over plain HTTP from another machine
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = says), SHOWN_MS);
  });
}
