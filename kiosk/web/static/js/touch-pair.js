// A kiosk that is not paired asks now and then whether it is by now.
import { ask } from "/display-static/js/api.js";

const EVERY = 5000;

// `told(code)` hears the code to show; once paired the page loads again.
export async function pair(page, told) {
  try {
    const answer = await ask("GET", `/touch/${page.hall.hall}/pairing`);
    if (answer.enrolled) return location.reload();
    told(answer.code);
  } catch {
    told(null);
  }
  return setTimeout(() => pair(page, told), EVERY);
}
