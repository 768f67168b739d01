/** Turning pages by key and swipe, zooming by pinch and wheel. Each has a button as well. */

const TURNS = {
  ArrowLeft: "previous",
  PageUp: "previous",
  ArrowRight: "next",
  PageDown: "next",
  Home: "first",
  End: "last",
};
const SWIPE = { pixels: 60, milliseconds: 700 };

/**
 * @param {HTMLElement} root the viewer
 * @param {HTMLElement} container what scrolls in it
 * @param {import("./engine.js").Engine} engine
 * @param {typeof import("./engine.js").TouchManager} TouchManager
 * @param {(act: string) => void} act "previous", "next", "first", "last", "search"
 */
export function listen(root, container, engine, TouchManager, act) {
  document.addEventListener("keydown", (event) => {
    const { target, key } = event;
    if (!engine.pages || document.querySelector("dialog[open]")) return;
    if (target !== document.body && !root.contains(target)) return;
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    if ((event.ctrlKey || event.metaKey) && key === "f") {
      event.preventDefault();
      act("search");
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (!TURNS[key] || (key.startsWith("Arrow") && engine.overflows)) return;
    event.preventDefault();
    act(TURNS[key]);
  });

  container.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      const turned = Math.min(Math.max(event.deltaY, -25), 25); // a wheel's notch is a hundred
      scale(Math.exp(-turned / 100), [event.clientX, event.clientY]);
    },
    { passive: false },
  );

  new TouchManager({
    container,
    isPinchingDisabled: () => !engine.pages,
    onPinchStart: () => (start = null),
    onPinching: (origin, before, now) => scale(now / before, origin),
    signal: new AbortController().signal,
  });

  // pdf.js rounds the scale to hundredths: what is rounded off is kept for the next move.
  let rest = 1;
  const scale = (factor, origin) => {
    rest *= factor;
    if (Math.abs(rest - 1) < 0.02) return;
    engine.zoomBy(rest, origin, 300);
    rest = 1;
  };

  // Where a page is as wide as the window a finger moves it up and down only (viewer.css), so that
  // the browser does not take a swipe for "back".
  engine.on("updateviewarea", () => container.toggleAttribute("data-wide", engine.overflows));

  let start = null;
  container.addEventListener(
    "touchstart",
    ({ touches: [one, another], timeStamp }) => {
      start = another || engine.overflows ? null : { x: one.clientX, y: one.clientY, timeStamp };
    },
    { passive: true },
  );
  container.addEventListener("touchend", ({ changedTouches: [finger], timeStamp }) => {
    if (!start || timeStamp - start.timeStamp > SWIPE.milliseconds) return;
    if (!document.getSelection().isCollapsed) return;
    const across = finger.clientX - start.x;
    const down = Math.abs(finger.clientY - start.y);
    if (Math.abs(across) < SWIPE.pixels || Math.abs(across) < 2 * down) return;
    act(across < 0 ? "next" : "previous");
  });
}
