// Requests to the server: an answer, a refusal with its code, or no connection at all.
import { page } from "./page.js";

const DEADLINE = 8000;

// Nothing came back: whether it was done is not known.
export class LostError extends Error {}

// The hall said no.
export class RefusedError extends Error {
  constructor(status, body) {
    super(body?.code ?? `http_${status}`);
    this.status = status;
    this.code = body?.code ?? (status >= 500 ? "server_error" : "refused");
    this.facts = body?.facts ?? {};
  }
}

// Ask with JSON; returns the answer's body, null when it is empty.
export async function ask(method, url, body, deadline = DEADLINE) {
  let answer;
  try {
    answer = await fetch(url, {
      method,
      credentials: "same-origin",
      headers: {
        Accept: "application/json",
        ...(page.csrf ? { "X-CSRFToken": page.csrf } : {}),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(deadline),
    });
  } catch (error) {
    throw new LostError(String(error));
  }
  return read(answer);
}

async function read(answer) {
  let body = null;
  try {
    const text = await answer.text();
    body = text ? JSON.parse(text) : null;
  } catch (error) {
    if (answer.ok) throw new LostError(String(error));
  }
  if ([502, 503, 504].includes(answer.status)) throw new LostError(`http ${answer.status}`);
  if (!answer.ok) throw new RefusedError(answer.status, body);
  return body;
}

// A UUID, also where the page did not come over HTTPS (crypto.randomUUID is missing there).
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
