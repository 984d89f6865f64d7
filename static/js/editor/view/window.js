/** Puts all parts into the window and paints them in one animation frame. */
/** @import { Store } from "../store/store.js" */
/** @import { Room } from "./parts.js" */
/** @import { Bootstrap } from "../sync/types.js" */
import { announcer } from "./announcer.js";
import { answers } from "./answers.js";
import { attributes } from "./attributes.js";
import { cover, notice } from "./cover.js";
import { element } from "./dom.js";
import { fixCard } from "./fix_card.js";
import { fixMarks } from "./fix_marks.js";
import { foot } from "./foot.js";
import { guidePane } from "./guide_pane.js";
import { head } from "./head.js";
import { joints } from "./joints.js";
import { labels } from "./labels.js";
import { missing } from "./missing.js";
import { lessonCard } from "./lesson.js";
import { nudgePad } from "./nudge_pad.js";
import { objects } from "./objects.js";
import { iconButton } from "./parts.js";
import { proposalCard } from "./proposal_card.js";
import { proposalList } from "./proposal_list.js";
import { rail } from "./rail.js";
import { sheetContents } from "./sheet_contents.js";
import { sight } from "./sight.js";
import { sheetHost } from "./sheets.js";
import { stage } from "./stage.js";
import { drawingStrip, selectionStrip } from "./strips.js";
import { timeline } from "./timeline.js";
import { thumbBar } from "./thumb_bar.js";
import { verifyCard } from "./verify_card.js";

/** @param {HTMLElement} root @param {Room} room @param {Store} store @param {Bootstrap} facts
 * @param {() => ImageBitmap | null} bitmap @param {(url: string) => Promise<string>} address of a picture kept here */
export function buildWindow(root, room, store, facts, bitmap, address) {
  const top = head(room, { projectName: facts.project.name, hourly: facts.hourly_estimate_e4 });
  const left = perOntology((ontology) => rail(room, ontology));
  const middle = stage(room, store, bitmap);
  const list = perOntology((ontology) => labels(room, ontology, "list"));
  const chips = perOntology((ontology) => labels(room, ontology, "chips"));
  const fields = attributes(room, store);
  const all = objects(room);
  const whole = perOntology((ontology) => answers(room, store, ontology));
  const [veil, message, bottom, bar, pad] = [cover(room), notice(room), foot(room), thumbBar(room, store), nudgePad(room)];
  const [chosen, drawing, gaps] = [selectionStrip(room), drawingStrip(room), missing(room)];
  const [posed, spoken, look] = [joints(room), announcer(room), sight(room, store)];
  const skip = element("a", { class: "skip-link", href: "#stage" }, room.t("skip_to_picture"));
  const [proposed, card, verify] = [proposalList(room), proposalCard(room), verifyCard(room)];
  const film = timeline(room);
  const sheet = sheetHost(room, sheetContents(room, store));
  const [mend, marks, taught] = [fixCard(room), fixMarks(room), lessonCard(room)];
  const guide = guidePane(room, facts.project.guideline, address);
  const side = element(
    "aside", { class: "side", "aria-label": room.t("side") },
    element("div", { class: "side-head" }, element("h2", {}, room.t("objects")), iconButton(room, { icon: "close", text: room.t("close"), action: "panel:" })),
    element("section", { class: "panel label-panel" }, element("div", { class: "panel-head" }, element("h2", {}, room.t("labels")), iconButton(room, { icon: "help", text: room.t("guide_label"), action: "guide" })), list.node), fields.node, posed.node, whole.node, proposed.node, all.node,
  );
  const centre = element("div", { class: "scene" }, middle.node, marks.node, gaps.node, look.node, veil.node, message.node, chosen.node, drawing.node, pad.node, card.node, verify.node, taught.node);
  root.replaceChildren(skip, spoken.node, top.node, left.node, centre, film.node, mend.node, guide.node, side, chips.node, bottom.node, bar.node, sheet.node);
  const parts = [top, left, middle, list, chips, whole, fields, all, veil, message, bottom, bar, pad, chosen, drawing, gaps, posed, spoken, look, film, mend, marks, taught, guide, proposed, card, verify, sheet];
  paintInFrames(store, parts, root);
  return { stage: middle.node, hand: middle.hand };
}

/** @typedef {{node: HTMLElement, render: (state: import("../store/state.js").EditorState) => void}} Part */

/** A part made for certain labels: each picture has those it was handed out with. @param {(ontology: import("../model/types.js").Ontology) => Part} build
 * @returns {Part} */
function perOntology(build) {
  const node = element("div", { class: "per-labels" });
  /** @type {unknown} */
  let known = null;
  /** @type {Part | null} */
  let inner = null;
  return {
    node,
    render: (state) => {
      if (state.ontology !== known || !inner) {
        known = state.ontology;
        inner = build(state.ontology);
        node.replaceChildren(inner.node);
      }
      inner.render(state);
    },
  };
}

/** @param {Store} store @param {readonly {render: (state: import("../store/state.js").EditorState) => void}[]} parts @param {HTMLElement} root */
function paintInFrames(store, parts, root) {
  let isAsked = false;
  const paint = () => {
    isAsked = false;
    const { state } = store;
    root.dataset.panel = state.panel;
    root.dataset.phase = state.phase;
    root.dataset.mode = state.verify ? "verify" : "label";
    root.toggleAttribute("data-clip", state.sequence !== null && state.phase === "working");
    root.toggleAttribute("data-guide", state.guide !== null);
    root.toggleAttribute("data-fix", state.fix !== null);
    for (const part of parts) part.render(state);
  };
  const ask = () => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(paint);
  };
  store.listen(ask);
  paint();
  return ask;
}
