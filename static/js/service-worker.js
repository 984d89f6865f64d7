/** Opens the labelling page without a network. Sent by the server with the list of what to keep in front of it. */
import { answering } from "./offline/answers.js";
import { Shelf } from "./offline/shelf.js";

const fetcher = (...request) => fetch(...request);
const shelf = new Shelf({ caches, fetcher, always: self.douyaAssets });
const answers = answering({ shelf, fetcher, origin: location.origin });

self.addEventListener("install", (event) => {
  // A newer worker may take over at once: pages and their files are kept in pairs, whichever worker hands them out.
  event.waitUntil(shelf.stock().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => event.waitUntil(answers.keepTold(event.data).catch((error) => console.warn("page not kept", error))));

self.addEventListener("fetch", (event) => {
  const answered = answers.answer(event.request, (work) => event.waitUntil(work));
  if (answered) event.respondWith(answered);
});
