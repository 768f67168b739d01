/** pdf.js, set up for reading: no scripts, no forms, no links outwards, bounded memory. */

import * as pdfjs from "../../vendor/pdfjs/pdf.min.mjs";
import {
  EventBus,
  PDFFindController,
  PDFLinkService,
  PDFViewer,
} from "../../vendor/pdfjs/pdf_viewer.mjs";
import { CHUNK_BYTES, openSource } from "./source.js";

const vendored = (path) => new URL(`../../vendor/pdfjs/${path}`, import.meta.url).href;

pdfjs.GlobalWorkerOptions.workerSrc = vendored("pdf.worker.min.mjs");

const READING = {
  rangeChunkSize: CHUNK_BYTES,
  disableAutoFetch: true,
  disableStream: true,
  enableXfa: false,
  cMapUrl: vendored("cmaps/"),
  standardFontDataUrl: vendored("standard_fonts/"),
  wasmUrl: vendored("wasm/"),
  useWasm: false, // the policy of our pages has no 'wasm-unsafe-eval'; the plain decoders serve
  useWorkerFetch: false, // the worker asks the page, so that only the page's policy matters
  verbosity: pdfjs.VerbosityLevel.ERRORS,
};

// Eight million pixels (32 MiB) a page: beyond it the page is drawn coarser and the part in sight
// once more, sharp. pdf.js keeps ten pages.
const MAX_CANVAS_PIXELS = 2 ** 23;
const SCALE = { least: 0.25, most: 6 };

/** Words a reader may type without marks; pdf.js folds all of them but this letter. */
const fold = (text) => text.replaceAll("đ", "d").replaceAll("Đ", "D");

class Finder extends PDFFindController {
  match(query, content, pageIndex) {
    return super.match(fold(query), fold(content), pageIndex);
  }
}

class Links extends PDFLinkService {
  addLinkAttributes(link) {
    link.removeAttribute("href"); // nothing leads out of the room
  }
}

/** pdf.js words its own labels in English; the template's words are put in by `#name`. */
const NO_WORDS = {
  getLanguage: () => document.documentElement.lang,
  getDirection: () => "ltr",
  get: async () => "",
  translate: async () => {},
  translateOnce: async () => {},
  destroy: async () => {},
  pause() {},
  resume() {},
};

export class Engine {
  #bus = new EventBus();
  #links = new Links({ eventBus: this.#bus, ignoreDestinationZoom: true });
  #container;
  #viewer;
  #task = null;
  #closing = Promise.resolve();

  /**
   * @param {HTMLElement} container absolutely positioned, scrolls, holds one empty div
   * @param {(page: number) => string} nameOfPage what a screen reader calls a page
   */
  constructor(container, nameOfPage) {
    this.#container = container;
    this.#viewer = new PDFViewer({
      container,
      eventBus: this.#bus,
      linkService: this.#links,
      findController: new Finder({ eventBus: this.#bus, linkService: this.#links }),
      annotationMode: pdfjs.AnnotationMode.ENABLE,
      annotationEditorMode: pdfjs.AnnotationEditorType.DISABLE,
      enableAutoLinking: false,
      enableSelectionRendering: false,
      imageResourcesPath: vendored("images/"),
      maxCanvasPixels: MAX_CANVAS_PIXELS,
      removePageBorders: true,
      l10n: NO_WORDS,
    });
    this.#links.setViewer(this.#viewer);
    this.on("pagesinit", () => {
      for (let page = 1; page <= this.pages; page++) {
        const { div } = this.#viewer.getPageView(page - 1);
        div.setAttribute("aria-label", nameOfPage(page));
      }
    });
    new ResizeObserver(() => this.#refit()).observe(container);
  }

  /** Hear an event of pdf.js: pagechanging, updateviewarea, updatefindmatchescount, … */
  on(name, heard) {
    this.#bus.on(name, heard);
  }

  /**
   * Show the paper at `url`, at `place` if it was read before.
   *
   * @param {{place: ?import("./memory.js").Place, signal: AbortSignal}} told and what openSource
   *   is told
   * @throws {Gone} and pdf.js's InvalidPDFException, PasswordException
   */
  async open(url, told) {
    await this.close();
    const source = await openSource(url, told);
    if (told.signal.aborted) return;
    const task = pdfjs.getDocument({ ...READING, range: source });
    this.#task = task;
    const paper = await task.promise;
    settleQuietly(paper, told.signal);
    const labels = await paper.getPageLabels();
    if (told.signal.aborted) return;
    const shown = new Promise((resolve) => this.#bus.on("pagesinit", resolve, { once: true }));
    this.#links.setDocument(paper);
    this.#viewer.setDocument(paper);
    await shown;
    if (told.signal.aborted) return;
    const counted = labels?.every((label, index) => label === `${index + 1}`);
    this.#viewer.setPageLabels(labels && !counted ? labels : null);
    this.#restore(told.place);
  }

  /** Empty the screen and free everything the paper held, its worker included. */
  close() {
    const task = this.#task;
    this.#task = null;
    if (task) {
      this.#viewer.setDocument(null);
      this.#links.setDocument(null);
      this.#closing = task.destroy();
    }
    return this.#closing;
  }

  get pages() {
    return this.#viewer.pagesCount;
  }

  get page() {
    return this.#viewer.currentPageNumber;
  }

  set page(number) {
    this.#viewer.currentPageNumber = Math.min(Math.max(number, 1), this.pages);
  }

  /** The number printed on a page, or null where it is the page's place in the file. */
  label(page) {
    return this.#viewer.getPageView(page - 1)?.pageLabel ?? null;
  }

  /** The page with the printed number `text`, or the `text`-th page; null if there is none. */
  pageCalled(text) {
    const page = this.#viewer.pageLabelToPageNumber(text) ?? Number(text);
    return Number.isInteger(page) && page >= 1 && page <= this.pages ? page : null;
  }

  /** @param {"width" | "page" | "in" | "out"} how */
  zoom(how) {
    if (how === "width" || how === "page") this.#viewer.currentScaleValue = `page-${FIT[how]}`;
    else this.zoomBy(how === "in" ? 1.25 : 0.8);
  }

  /** Scale by `factor`, keeping `origin` ([x, y] in the window) in its place. */
  zoomBy(factor, origin = undefined, drawingDelay = 0) {
    const now = this.#viewer.currentScale;
    const wanted = Math.min(Math.max(now * factor, SCALE.least), SCALE.most);
    this.#viewer.updateScale({ scaleFactor: wanted / now, origin, drawingDelay });
  }

  /** Whether the page is wider than the window, so that moving sideways is reading. */
  get overflows() {
    return this.#container.scrollWidth > this.#container.clientWidth + 1;
  }

  /** @returns {Promise<{title: string, dest: unknown, items: object[]}[]>} */
  async outline() {
    const outline = this.#viewer.pdfDocument?.getOutline();
    return (await outline?.catch(() => null)) ?? []; // a broken one is as good as none
  }

  goTo(dest) {
    return this.#links.goToDestination(dest);
  }

  /** Look for `query` without case and marks; "again" goes on from the last place found. */
  find(query, { again = false, backwards = false } = {}) {
    this.#bus.dispatch("find", {
      source: this,
      type: again ? "again" : "",
      query,
      caseSensitive: false,
      entireWord: false,
      matchDiacritics: false,
      highlightAll: true,
      findPrevious: backwards,
    });
  }

  findNothing() {
    this.#bus.dispatch("findbarclose", { source: this });
  }

  /** Where the reader is, as numbers only. @returns {import("./memory.js").Place} */
  place({ pageNumber, top }) {
    const how = this.#viewer.currentScaleValue;
    const zoom = how === "page-width" ? 0 : how === "page-fit" ? -1 : this.#viewer.currentScale;
    return [pageNumber, zoom, top];
  }

  #restore(place) {
    const [page, zoom, top] = place ?? [1, 0, null];
    this.#viewer.currentScaleValue =
      zoom === 0 ? "page-width" : zoom === -1 ? "page-fit" : `${zoom}`;
    if (page < 1 || page > this.pages || (page === 1 && top === null)) return;
    const destArray = top === null ? null : [null, { name: "XYZ" }, null, top, null];
    this.#viewer.scrollPageIntoView({ pageNumber: page, destArray });
  }

  #refit() {
    const how = this.#viewer.currentScaleValue;
    if (how?.startsWith("page-")) this.#viewer.currentScaleValue = how;
    this.#viewer.update();
  }
}

/** pdf.js logs pages that were on their way when the paper was closed as errors: they are none. */
function settleQuietly(paper, signal) {
  const getPage = paper.getPage.bind(paper);
  paper.getPage = (number) =>
    getPage(number).catch((why) => {
      if (signal.aborted) return new Promise(() => {});
      throw why;
    });
}

const FIT = { width: "width", page: "fit" };

export const { TouchManager } = pdfjs;
