// One live connection: beats, says when the server is lost and since when, heals by itself.
import { io } from "/display-static/vendor/socket.io.js";
import * as clock from "./clock.js";

const BEAT = 2000;
const PATIENCE = 2500;
const HEALED_FOR = 4000;

export class Live {
  // `auth()` is asked at each connection; `hear(kind, body)` gets every event;
  // `state({ lost, since })` hears when the server is lost or back.
  constructor(namespace, { auth, hear, state = () => {}, refused = () => {}, beat = BEAT }) {
    this.state = state;
    this.lost = false;
    this.lastHeard = clock.now();
    this.socket = io(namespace, {
      auth: (give) => give(auth()),
      transports: ["websocket", "polling"],
      reconnectionDelay: 500,
      reconnectionDelayMax: 3000,
      timeout: 5000,
    });
    // Connected is not yet alive: a server that answers nothing stays lost.
    this.socket.on("connect", () => this.beat());
    this.socket.onAny((kind, body) => { this.alive(); hear(kind, body); });
    this.socket.on("disconnect", (reason) => this.dropped(reason));
    this.socket.on("connect_error", (error) => {
      this.fail();
      if (error.data?.code || !this.socket.active) refused(error.data?.code ?? error.message);
    });
    this.timer = setInterval(() => this.beat(), beat);
    addEventListener("offline", () => this.fail());
  }

  beat() {
    const sent = Date.now();
    const answered = (error, answer) => {
      if (error) return this.silent();
      clock.heard(answer?.now, Date.now() - sent);
      return this.alive();
    };
    if (this.socket.connected) this.socket.timeout(PATIENCE).emit("beat", answered);
    else this.fail();
  }

  alive() {
    this.lastHeard = clock.now();
    if (!this.lost) return;
    this.lost = false;
    this.state({ lost: false, since: null });
  }

  fail() {
    if (this.lost) return;
    this.lost = true;
    this.state({ lost: true, since: this.lastHeard });
  }

  silent() {
    this.fail();
    this.again();
  }

  dropped(reason) {
    this.fail();
    if (reason === "io server disconnect") setTimeout(() => this.socket.connect(), 1000);
  }

  // Drop the connection and come back; the next `auth()` says from where.
  again() {
    this.socket.io.engine?.close();
  }

  // End for good.
  close() {
    clearInterval(this.timer);
    this.socket.disconnect();
  }
}

// Show a lost connection in `node` (role status): since when, and shortly that it is back.
export function lostBanner(node, texts, more = "") {
  const [title, hint] = [node.querySelector("b"), node.querySelector("span")];
  let timer = 0;
  return ({ lost, since }) => {
    clearTimeout(timer);
    node.hidden = false;
    node.classList.toggle("healed", !lost);
    title.textContent = lost
      ? texts.say("lost-since", { time: clock.time(since, { seconds: true }) })
      : texts.say("healed");
    hint.textContent = lost ? (more ? texts.say(more) : texts.say("lost-trying")) : "";
    if (!lost) timer = setTimeout(() => { node.hidden = true; }, HEALED_FOR);
  };
}
