// A choice shows its slip at once; without this script the button does it.
const form = document.getElementById("choose");
form.addEventListener("change", () => form.requestSubmit());
