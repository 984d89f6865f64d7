/** Between the work kept on the device and the state on the screen. */
/** @import { EditorState } from "../store/state.js" */
/** @import { History } from "../store/history.js" */
/** @import { Assignment, Work } from "./types.js" */
import { clamp } from "../model/geometry.js";
import { boundsOfShape } from "../model/hit.js";
import { shapesFrom } from "../model/annotation.js";
import { NO_PROPOSALS, openProposals, proposalsFrom } from "../model/proposals.js";
import { unanswered } from "../model/verify.js";
import { closeUpAbove, fit, held } from "../store/viewport.js";
import { labelRule } from "../model/ontology.js";
import { tracksOf } from "../model/track.js";
import { toolForLabel, toolNamed } from "../tools/toolbox.js";

/** The screen for an assignment just opened. @param {EditorState} state @param {Assignment} assignment @param {Work} work
 * @param {History} history @returns {Partial<EditorState>} */
export function stateFor(state, assignment, work, history) {
  const size = { width: assignment.images[0].width, height: assignment.images[0].height };
  const label = labelRule(state.ontology, work.label) ?? labelRule(state.ontology, state.label) ?? state.ontology.labels[0];
  const proposals = assignment.sequence ? NO_PROPOSALS : proposalsFrom(assignment.prelabels);
  const verify = assignment.kind === "verify" ? shapesFrom(assignment.verify?.objects).shapes : null;
  const first = openProposals(history.present, proposals)[0] ?? null;
  const begin = verify ? (unanswered(history.present, verify)[0] ?? null) : first;
  const wanted = work.tool || (state.tool === "select" ? "" : state.tool);
  return {
    phase: "working",
    assignment: work.id,
    history,
    kept: history.present,
    size,
    viewport: work.viewport ? held(work.viewport, size, state.stage) : firstView(begin, size, state.stage),
    proposals,
    focus: first?.id ?? null,
    verify,
    step: "class",
    label: label?.name ?? "",
    tool: verify ? "select" : wanted ? toolNamed(wanted).name : label ? toolForLabel(label, "select") : "select",
    toolState: resumable(work),
    unsure: work.unsure,
    faults: work.faults,
    sequence: assignment.sequence ?? null,
    frame: frameOf(assignment, work),
    wanted: frameOf(assignment, work),
    playing: false,
    joining: null,
    selection: assignment.sequence ? (work.selection ?? []).filter((track) => tracksOf(history.present).has(track)) : [],
    handle: null,
    overlaps: [],
    hidden: new Set(),
    locked: new Set(),
    pointer: null,
    conflict: null,
    panel: "",
    guidelineVersion: assignment.guideline_version ?? null,
    fix: assignment.fix ?? null,
    ticked: new Set(work.ticked ?? []),
    keeping: work.dirty ? "here" : "server",
    price: { rate_e4: assignment.rate_e4, currency: assignment.currency },
  };
}

/** Where the work begins: at the first proposal, else with the whole picture. @param {import("../model/types.js").Shape | null} first
 * @param {import("../model/types.js").Size} size @param {import("../model/types.js").Size} stage */
function firstView(first, size, stage) {
  return first && stage.width > 1 ? closeUpAbove(boundsOfShape(first), size, stage) : fit(size, stage);
}

/** @param {Assignment} assignment @param {Work} work */
function frameOf(assignment, work) {
  return clamp(work.frame ?? 0, 0, (assignment.sequence?.frames ?? 1) - 1);
}

/** A half-drawn shape goes on; a drag of something selected does not, as nothing is selected after a reload. @param {Work} work */
function resumable(work) {
  const bench = /** @type {{lent?: boolean} | null} */ (work.toolState);
  return bench && !bench.lent && toolNamed(work.tool).kind ? bench : null;
}

/** What of the screen belongs to the work. @param {EditorState} state @returns {Partial<Work>} */
export function lookToKeep(state) {
  return {
    viewport: state.viewport,
    tool: state.tool,
    toolState: state.toolState,
    label: state.label,
    unsure: state.unsure,
    faults: state.faults,
    ticked: [...state.ticked],
    frame: state.frame,
    selection: state.sequence ? state.selection : [],
  };
}

/** Changes when anything but the document changes that should survive a reload. @param {EditorState} state */
export function lookOf(state) {
  const { x, y, scale } = state.viewport;
  const place = state.sequence ? `${state.frame} ${state.selection.join(" ")}` : "";
  return `${place} ${x} ${y} ${scale} ${state.tool} ${state.label} ${state.unsure} ${[...state.ticked]} ${JSON.stringify(state.toolState)}`;
}
