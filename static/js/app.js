// What every signed-in page runs. Pages work without any of it.
import "./theme.js";
import "./toast.js";
import "./refused.js";
import "./dialogs.js";
import "./open.js";
import "./composer.js";
import "./amend.js";
import "./narrow.js";
import "./select.js";
import "./keys.js";
import "./palette.js";
import "./live.js";
import "./mention.js";
import "./canned.js";
import "./search.js";
import "./media.js";
import "./rules.js";
import "./unsaved.js";
import "./roster.js";

document.documentElement.classList.add("js");
// On a narrow window the tab of this page may stand outside of what is seen.
document.querySelector(".tabs > [aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
