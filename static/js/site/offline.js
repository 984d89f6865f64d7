/** On the page without a network: which projects can be worked on now, and back to the network when it returns. */

const list = document.querySelector("[data-offline-list]");

/** @param {string} html */
function titleOf(html) {
  const title = /<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "";
  return title.split(" · ")[0].replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&#39;", "'").replaceAll("&#34;", '"');
}

/** @param {Element} list */
async function show(list) {
  const note = await (await caches.open("douya-notes")).match("/person");
  const person = note ? await note.text() : "";
  if (!person) return;
  const pages = await caches.open(`douya-pages-${person}`);
  for (const { url } of await pages.keys()) {
    const page = await pages.match(url);
    const link = document.createElement("a");
    link.className = "button";
    link.href = url;
    link.textContent = titleOf(page ? await page.text() : "");
    list.append(link);
  }
  list.toggleAttribute("hidden", list.querySelector("a") === null);
}

if (list && "caches" in window) show(list);
addEventListener("online", () => location.reload());
