// A file that is dropped onto the list is put into the control for files. Without this script it is chosen there.

const list = document.getElementById("list");
const file = document.getElementById("file");

list.addEventListener("dragover", (event) => {
  if (event.dataTransfer.types.includes("Files")) event.preventDefault();
});
list.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return; // a text that is dropped goes into the list by itself
  event.preventDefault();
  file.files = event.dataTransfer.files;
  file.focus();
});
