/** The bytes of a paper, a range at a time, through sleep and lost networks. */

import { PDFDataRangeTransport } from "../../vendor/pdfjs/pdf.min.mjs";

export const CHUNK_BYTES = 65536;

/** The server does not, or does no longer, give this paper to this person. */
export class Gone extends Error {
  name = "Gone";
}

/** The file behind the address was replaced while it was being read. */
export class Changed extends Error {
  name = "Changed";
}

/**
 * Ask for the beginning of a paper; the rest follows as pages are turned to.
 *
 * @param {string} url
 * @param {{signal: AbortSignal, lost: (yes: boolean) => void, failed: (why: Error) => void}} told
 *   `lost` hears when the network goes and comes back (it is tried until it does); `failed` hears
 *   a Gone or Changed that happens after the paper was opened.
 * @returns {Promise<RangeSource>} for pdf.js
 * @throws {Gone}
 */
export async function openSource(url, told) {
  const first = await fetchRange(url, 0, CHUNK_BYTES, told);
  return new RangeSource(url, first, told);
}

/**
 * Whether the server still gives this paper to this person; waits out a lost network.
 *
 * @param {string} url
 * @param {{signal: AbortSignal, lost: (yes: boolean) => void}} told
 */
export async function stillGiven(url, told) {
  try {
    await fetchRange(url, 0, 1, told);
    return true;
  } catch {
    return false;
  }
}

class RangeSource extends PDFDataRangeTransport {
  #url;
  #etag;
  #told;
  #stop = new AbortController();

  constructor(url, first, told) {
    super(first.total, first.bytes, first.bytes.length === first.total);
    this.#url = url;
    this.#etag = first.etag;
    this.#told = told;
  }

  async requestDataRange(begin, end) {
    const { signal } = this.#stop;
    try {
      const part = await fetchRange(this.#url, begin, end, {
        signal,
        lost: this.#told.lost,
        etag: this.#etag,
      });
      if (part.total !== this.length || part.bytes.length !== end - begin) throw new Changed();
      if (!signal.aborted) this.onDataRange(begin, part.bytes);
    } catch (why) {
      if (!signal.aborted) this.#told.failed(why);
    }
  }

  abort() {
    this.#stop.abort();
  }
}

/** One range [begin, end); tries until there is an answer, or `signal` ends it. */
async function fetchRange(url, begin, end, { signal, lost, etag = null }) {
  for (let pause = 500; ; pause = Math.min(pause * 2, 8000)) {
    try {
      const part = await ask(url, begin, end, etag, signal);
      lost(false);
      return part;
    } catch (why) {
      if (signal.aborted || why instanceof Gone || why instanceof Changed) throw why;
      lost(true);
      await networkOr(pause, signal);
    }
  }
}

async function ask(url, begin, end, etag, signal) {
  const headers = { Range: `bytes=${begin}-${end - 1}` };
  if (etag) headers["If-Range"] = etag;
  const stop = new AbortController();
  const abort = () => stop.abort();
  signal.addEventListener("abort", abort);
  // A half-open socket never answers: ten seconds, and two more for each chunk asked for.
  const timer = setTimeout(abort, 10_000 + (2000 * (end - begin)) / CHUNK_BYTES);
  try {
    const answer = await fetch(url, { headers, signal: stop.signal });
    if (answer.status >= 500 || answer.status === 429) throw new Error(`${answer.status}`);
    const paper = answer.headers.get("Content-Type")?.startsWith("application/pdf");
    if (!answer.ok || !paper) throw new Gone(`${answer.status}`);
    if (answer.status === 200 && begin > 0) throw new Changed();
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const total = Number(answer.headers.get("Content-Range")?.split("/")[1] ?? bytes.length);
    return { bytes, total, etag: answer.headers.get("ETag") };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  }
}

/** Wait `ms`, or until the network or the tablet comes back, or somebody asks to try again. */
function networkOr(ms, signal) {
  return new Promise((resolve) => {
    const woken = new AbortController();
    const wake = () => {
      clearTimeout(timer);
      woken.abort();
      resolve();
    };
    const timer = setTimeout(wake, ms);
    addEventListener("online", wake, { signal: woken.signal });
    document.addEventListener("visibilitychange", wake, { signal: woken.signal });
    document.addEventListener("plenum:try-again", wake, { signal: woken.signal });
    const connected = ({ detail }) => detail.state === "on" && wake();
    document.addEventListener("plenum:connection", connected, { signal: woken.signal });
    signal.addEventListener("abort", wake, { signal: woken.signal });
  });
}
