// The board as the wall keeps it: the same rules as display/board.py.
export const KEPT = 12;
const CALLS = new Set(["ticket.called", "ticket.recalled"]);

// The board after one more event; `board` stays as it is.
export function apply(board, kind, body) {
  const next = { ...board, seq: body.seq };
  if (kind === "day.begun") return { ...next, calls: [], waiting: { ...(body.waiting ?? {}) } };
  if (body.waiting) next.waiting = { ...board.waiting, ...body.waiting };
  if (!CALLS.has(kind)) return next;
  const { counter, number, attempt, line, priority, language } = body;
  const call = { counter, number, attempt, called_at: body.at, line, priority, language };
  next.calls = [call, ...board.calls.filter((item) => item.number !== number)].slice(0, KEPT);
  return next;
}

export const isCall = (kind) => CALLS.has(kind);
