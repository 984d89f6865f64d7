/** Taking and refusing proposals, and the walk from one to the next. */
/** @import { Command, Proposal } from "../model/types.js" */
/** @import { EditorState } from "../store/state.js" */
/** @import { Action } from "./actions.js" */
import { boundsOfShape } from "../model/hit.js";
import { decidedIn, openProposals, shapeOf } from "../model/proposals.js";
import { closeUpAbove, fit } from "../store/viewport.js";
import { performing } from "./actions.js";

/** @param {readonly Proposal[]} proposals @returns {Command} */
export function acceptProposals(proposals) {
  return (doc) => {
    const known = new Set(doc.shapes.map((shape) => shape.id));
    const fresh = proposals.filter((proposal) => !known.has(proposal.id));
    if (fresh.length === 0) return doc;
    return { ...doc, shapes: [...doc.shapes, ...fresh.map(shapeOf)], decided: [...decidedIn(doc), ...fresh.map((one) => one.id)] };
  };
}

/** @param {readonly Proposal[]} proposals @returns {Command} */
export function rejectProposals(proposals) {
  return (doc) => {
    const decided = decidedIn(doc);
    const fresh = proposals.filter((proposal) => !decided.includes(proposal.id));
    return fresh.length === 0 ? doc : { ...doc, decided: [...decided, ...fresh.map((one) => one.id)] };
  };
}

/** Proposals that wait for her. @param {EditorState} state */
export function openIn(state) {
  return openProposals(state.history.present, state.proposals);
}

/** The proposal she looks at. @param {EditorState} state @returns {Proposal | null} */
export function focused(state) {
  return openIn(state).find((proposal) => proposal.id === state.focus) ?? null;
}

/** Bring a proposal close; without one, the whole picture again. @param {EditorState} state @param {Proposal | null} proposal
 * @returns {Partial<EditorState>} */
export function lookingAt(state, proposal) {
  const viewport = proposal ? closeUpAbove(boundsOfShape(proposal), state.size, state.stage) : fit(state.size, state.stage);
  return { focus: proposal?.id ?? null, selection: [], handle: null, overlaps: [], viewport };
}

/** @param {1 | -1} step @returns {Action} */
function walk(step) {
  return (state) => {
    const open = openIn(state);
    if (open.length === 0) return {};
    const at = open.findIndex((proposal) => proposal.id === state.focus);
    const next = at < 0 ? 0 : (at + step + open.length) % open.length;
    return lookingAt(state, open[next]);
  };
}

/** Decide the one she looks at and go on to the next; who looks at none is only led to the first.
 * @param {(proposals: readonly Proposal[]) => Command} decide @returns {Action} */
function decideFocused(decide) {
  return (state) => {
    const proposal = focused(state);
    if (!proposal) return walk(1)(state);
    const open = openIn(state);
    const next = open[open.indexOf(proposal) + 1] ?? open.find((other) => other !== proposal) ?? null;
    return { ...performing(decide([proposal]))(state), ...lookingAt(state, next) };
  };
}

/** Take it into the hand: it is part of the answer now, with edges to drag. @type {Action} */
export function takeInHand(state) {
  const proposal = focused(state);
  if (!proposal) return walk(1)(state);
  const change = performing(acceptProposals([proposal]))(state);
  return { ...change, focus: null, selection: [proposal.id], handle: null, tool: "select", toolState: null };
}

/** @param {(proposals: readonly Proposal[]) => Command} decide @returns {Action} */
function decideAll(decide) {
  return (state) => {
    const open = openIn(state);
    if (open.length === 0) return {};
    const change = { ...performing(decide(open))(state), ...lookingAt(state, null) };
    const key = decide === acceptProposals ? "proposals_all_accepted" : "proposals_all_rejected";
    return { ...change, notice: { key, values: { count: open.length }, tone: "calm", action: { key: "undo", effect: "undo" } } };
  };
}

/** After undo and redo she looks at what came back. @param {EditorState} before @param {Partial<EditorState>} change
 * @returns {Partial<EditorState>} */
export function afterTurn(before, change) {
  if (!change.history || before.proposals.shapes.length === 0) return change;
  const after = { ...before, ...change };
  const waited = new Set(openIn(before).map((proposal) => proposal.id));
  const back = openIn(after).find((proposal) => !waited.has(proposal.id));
  if (back) return { ...change, ...lookingAt(after, back) };
  return before.focus && !focused(after) ? { ...change, ...lookingAt(after, openIn(after)[0] ?? null) } : change;
}

/** @type {Readonly<Record<string, Action>>} */
export const PROPOSAL_ACTIONS = {
  proposal_accept: decideFocused(acceptProposals),
  proposal_reject: decideFocused(rejectProposals),
  proposal_fix: takeInHand,
  proposal_next: walk(1),
  proposal_previous: walk(-1),
  proposal_accept_all: decideAll(acceptProposals),
  proposal_reject_all: decideAll(rejectProposals),
};
