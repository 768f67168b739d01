/* The delegate's tablet: the agenda's drawer in portrait, and the current item kept in sight. */

document.addEventListener("click", (event) => {
  const room = document.querySelector(".room");
  const control = event.target.closest("[data-agenda]");
  const act = control?.dataset.agenda ?? (event.target.closest(".item__paper") ? "close" : null);
  if (!room || !act) return;
  if (control) event.preventDefault();
  room.toggleAttribute("data-agenda-open", act === "open");
});

/** Bring the line the room is on into view, unless somebody is just reading the agenda. */
function follow() {
  const side = document.querySelector(".room__agenda");
  const now = side?.querySelector(".item:has(.item--now)");
  if (!now || side.matches(":hover, :focus-within")) return;
  now.scrollIntoView({ block: "nearest" });
}

document.addEventListener("plenum:applied", follow);
follow();

// In portrait the agenda is a drawer: open to begin with, unless a paper is being read.
const viewer = document.querySelector("[data-viewer]");
if (viewer?.dataset.state === "empty") {
  document.querySelector(".room")?.setAttribute("data-agenda-open", "");
}
