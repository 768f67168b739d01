/* How a page's messages come: over a WebSocket; where those are blocked as a stream of events, else
   by short polls. The messages are the same each way: docs/live-protocol.md. */

const POLL = 3000; // and up to a second more, so that tablets do not ask all at once
const PATIENCE = 8000; // for the answer to a poll

class OverSocket {
  constructor(hello, on) {
    const secure = location.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(`${secure}//${location.host}/live`);
    this.socket.onopen = () => this.socket.send(JSON.stringify(hello()));
    this.socket.onmessage = (event) => on.message(JSON.parse(event.data));
    this.socket.onclose = (event) => on.close(event.code);
  }

  ping() {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send('{"p":1}');
  }

  close() {
    this.socket.onmessage = this.socket.onclose = null; // a half-open socket may never close
    this.socket.close();
  }
}

const query = ({ since, ...said }) => new URLSearchParams({ ...said, since: JSON.stringify(since) });

class OverEvents {
  constructor(hello, on) {
    this.source = new EventSource(`/live/events?${query(hello())}`);
    this.source.onmessage = (event) => on.message(JSON.parse(event.data));
    this.source.addEventListener("close", (event) => this.end(on, Number(event.data)));
    this.source.onerror = () => this.end(on, 0);
  }

  end(on, code) {
    this.close();
    on.close(code);
  }

  ping() {} // that it still takes what is sent, the server sees by itself

  close() {
    this.source.close();
  }
}

class OverPolls {
  constructor(hello, on) {
    this.ended = false;
    this.ask(hello, on);
  }

  async ask(hello, on) {
    let close = 0;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(`/live/poll?${query(hello())}`, { signal });
      if (!answer.ok) throw new Error(String(answer.status));
      const found = await answer.json();
      for (const message of found.messages) if (!this.ended) on.message(message);
      close = found.close;
    } catch {
      close = 1006;
    }
    if (this.ended) return;
    if (close) on.close(close);
    else this.timer = setTimeout(() => this.ask(hello, on), POLL + Math.random() * 1000);
  }

  ping() {}

  close() {
    this.ended = true;
    clearTimeout(this.timer);
  }
}

const WAYS = [OverSocket, OverEvents, OverPolls];
const KEPT = "plenum-way"; // for the pages that follow, for a while
const KEPT_FOR = 600000;

let way = 0;
let misses = 0;

function kept() {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
    return found && Date.now() < found.until ? found.way : 0;
  } catch {
    return 0;
  }
}

way = kept();

/** Open the way that is known to work. `hello()` is what the page says first; `on` hears
    message(object) and close(code). */
export function open(hello, on) {
  return new WAYS[way](hello, on);
}

/** Whether messages come now and then only. */
export const isSlow = () => WAYS[way] === OverPolls;

/** Something came. */
export function works() {
  misses = 0;
}

/** Nothing came: if that happens again and the server answers otherwise, this way is blocked. */
export async function nothingCame() {
  misses += 1;
  if (misses < 2) return;
  try {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(4000) });
    if (!answer.ok) return;
  } catch {
    return;
  }
  misses = 0;
  way = (way + 1) % WAYS.length;
  sessionStorage.setItem(KEPT, JSON.stringify({ way, until: Date.now() + KEPT_FOR }));
}
