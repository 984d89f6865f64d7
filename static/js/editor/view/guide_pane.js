/** The guideline beside the picture (under it on a phone): the part of the class in use, with its good and bad pictures. */
/** @import { Room } from "./parts.js" */
/** @import { Example, Guideline, Part } from "../model/guide.js" */
import { labelInUse, partToShow, partsIn } from "../model/guide.js";
import { element, on, setAttributes, setText, watching } from "./dom.js";
import { icon } from "./icons.js";
import { iconButton } from "./parts.js";
import { richText } from "./rich_text.js";

/** @typedef {(url: string) => Promise<string>} Address the address of a picture kept on this device */

/** @param {Room} room @param {Example} example @param {"good" | "bad"} side @param {Address} address */
function figure({ t }, example, side, address) {
  const picture = element("img", { alt: example.words || t(`guide_${side}`) });
  const node = element(
    "figure", { class: `example ${side}` },
    picture,
    element("figcaption", {}, element("strong", {}, icon(side === "good" ? "done" : "close"), t(`guide_${side}`)), element("span", {}, example.words)),
  );
  address(example.url).then((known) => { picture.src = known; }, () => {
    // Without the network, and never fetched: the words still help.
    picture.replaceWith(element("p", { class: "hint" }, t("guide_picture_later")));
  });
  return node;
}

/** @param {Room} room @param {Part} part @param {Address} address */
function contents(room, part, address) {
  const { t } = room;
  const news = part.news?.length
    ? element("div", { class: "guide-news" }, element("strong", {}, t("guide_news")), element("ul", {}, ...part.news.map((line) => element("li", {}, line))))
    : null;
  const pairs = part.pairs.map(({ good, bad }) =>
    element("div", { class: "example-pair" }, good ? figure(room, good, "good", address) : null, bad ? figure(room, bad, "bad", address) : null),
  );
  return [...(part.title ? [element("h3", {}, part.title)] : []), ...(news ? [news] : []), ...pairs, richText(part.html)];
}

/** @param {Room} room @param {Guideline | undefined} guideline @param {Address} address */
export function guidePane(room, guideline, address) {
  const { t, locale, dispatch } = room;
  const parts = partsIn(guideline, locale);
  const version = element("p", { class: "hint" });
  const tabs = parts.map((part) => {
    const tab = element("button", { type: "button", class: "option", "aria-pressed": "false", "data-part": part.key }, part.title || t("guide_all"));
    if (part.news) tab.append(element("span", { class: "fault-mark" }, t("guide_new")));
    return on(tab, { click: () => dispatch(`guide_part:${part.key}`) });
  });
  const body = element("div", { class: "guide-body", tabindex: 0, "aria-live": "polite" });
  const node = element(
    "aside", { class: "guide-pane", "aria-label": t("guide") },
    element("div", { class: "guide-head" }, element("h2", {}, t("guide")), version, iconButton(room, { icon: "close", text: t("close"), action: "guide_close" })),
    parts.length > 1 ? element("div", { class: "options guide-tabs", role: "group", "aria-label": t("guide_parts") }, ...tabs) : null,
    body,
  );
  on(node, { keydown: (/** @type {KeyboardEvent} */ event) => { if (event.code === "Escape") dispatch("guide_close"); } });
  /** @type {Part | null | undefined} */
  let shown;
  const render = watching(
    (state) => [state.guide, state.label, state.selection, state.guidelineVersion, state.phase],
    (state) => {
      const isOpen = state.guide !== null && state.phase === "working";
      setAttributes(node, { hidden: !isOpen });
      if (!isOpen) return;
      setText(version, versionText(room, guideline, state.guidelineVersion));
      const part = partToShow(parts, state.guide ?? "", labelInUse(state));
      for (const tab of tabs) setAttributes(tab, { "aria-pressed": String(tab.dataset.part === part?.key) });
      if (part === shown) return;
      shown = part;
      body.replaceChildren(...(part ? contents(room, part, address) : [element("p", {}, t("no_guide"))]));
      body.scrollTop = 0;
    },
  );
  return { node, render };
}

/** @param {Room} room @param {Guideline | undefined} guideline @param {number | null} ofPicture version frozen in the assignment */
function versionText({ t }, guideline, ofPicture) {
  if (!guideline?.version) return "";
  if (ofPicture !== null && ofPicture !== guideline.version) return t("guide_version_other", { version: guideline.version, other: ofPicture });
  return t("guide_version", { version: guideline.version });
}
