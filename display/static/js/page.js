// The page's data block, written by the server as JSON.
export const page = JSON.parse(document.getElementById("page").textContent);
