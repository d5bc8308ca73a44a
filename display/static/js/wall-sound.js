// Says in a corner why the wall is not heard: the browser waits for a touch, or has no voice.
import { allowed, unlock } from "./chime.js";
import { onVoices, voiceOf } from "./speech.js";

const CHECK = 3000;
const VOICES_BY = 2500;

// Keep the hint in `node` true.
export function soundHints(node, texts) {
  const born = Date.now();
  const tell = () => {
    const key = !allowed() ? "wall-sound-locked"
      : !voiceOf("vi") && Date.now() - born > VOICES_BY ? "wall-sound-no-voice" : "";
    node.hidden = !key;
    if (key && node.lastElementChild.textContent !== texts.say(key)) {
      node.lastElementChild.textContent = texts.say(key);
    }
  };
  const touched = async () => { await unlock(); tell(); };
  addEventListener("pointerdown", touched);
  addEventListener("keydown", touched);
  onVoices(tell);
  setInterval(tell, CHECK);
}
