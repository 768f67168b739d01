/** The page of one paper: it opens in the viewer without a tap. */

import "./viewer.js";

document.querySelector("[data-paper-key]")?.click();
