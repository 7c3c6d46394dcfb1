import htmx from "htmx.org";
import { Application, Controller } from "@hotwired/stimulus";
import { listenForAnnouncements } from "./announce.js";
import { settleAfterNavigation } from "./typed.js";
import Copy from "./controllers/copy.js";
import Counter from "./controllers/counter.js";
import DismissDetails from "./controllers/dismiss_details.js";
import ForgetTyped from "./controllers/forget_typed.js";
import LeaveGuard from "./controllers/leave_guard.js";
import Repeat from "./controllers/repeat.js";
import Reveal from "./controllers/reveal.js";
import SubmitOnce from "./controllers/submit_once.js";
import UploadLimit from "./controllers/upload_limit.js";

document.documentElement.classList.add("has-js");
settleAfterNavigation();
listenForAnnouncements();

const application = Application.start();
application.register("copy", Copy);
application.register("counter", Counter);
application.register("dismiss-details", DismissDetails);
application.register("forget-typed", ForgetTyped);
application.register("leave-guard", LeaveGuard);
application.register("repeat", Repeat);
application.register("reveal", Reveal);
application.register("submit-once", SubmitOnce);
application.register("upload-limit", UploadLimit);

// Pages with a bundle of their own, such as the room, build on this one.
window.joinery = { application, Controller, htmx };

if ("serviceWorker" in navigator) {
  // A page that works without the worker is the rule; a failed registration changes nothing.
  window.addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
