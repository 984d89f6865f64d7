/** Everything the editor shows, in one immutable value; all parts read it, only the store replaces it. */
/** @import { Doc, Ontology, Point, ShapeFault, Size } from "../model/types.js" */
/** @import { History } from "./history.js" */
/** @import { Viewport } from "./viewport.js" */
import { EMPTY_DOCUMENT } from "../model/document.js";
import { NO_PROPOSALS } from "../model/proposals.js";
import { shownAt } from "../model/track.js";
import { startHistory } from "./history.js";

/**
 * @typedef {{brightness: number, contrast: number, gamma: number, invert?: boolean}} PictureHelp 1 means untouched
 * @typedef {"loading" | "working" | "finished" | "no_work" | "blocked"} Phase
 * @typedef {"saving" | "here" | "server" | "offline" | "session" | "full"} Keeping where her work is kept now
 *
 * @typedef {object} Progress
 * @property {number} place which picture of the bag, from 1
 * @property {number} total
 * @property {number} sent pictures the server has acknowledged
 * @property {number} waiting pictures finished here and not yet acknowledged
 * @property {number} earned_e4
 *
 * @typedef {object} Notice
 * @property {string} key text to show
 * @property {Record<string, string | number>} [values]
 * @property {"calm" | "warn"} tone
 * @property {{key: string, effect: string}} [action]
 * @property {string} [dismiss] word on the button that sends it away
 *
 * @typedef {{set: "default" | "left", changes: Readonly<Record<string, readonly string[]>>}} KeySettings a set of shortcuts, and her own chords by action
 *
 * @typedef {object} Conflict a newer version from elsewhere
 * @property {readonly import("../model/types.js").Shape[]} theirs
 * @property {number} revision
 * @property {boolean} [isTheirsShown] which of the two lies on the picture while she compares
 *
 * @typedef {object} OfflineBag pictures being taken along for work without a network
 * @property {"fetching" | "ready" | "failed" | "full" | "refused"} phase
 * @property {number} done pictures on this device
 * @property {number} count
 * @property {number} bytes fetched so far
 * @property {number} total bytes
 * @property {string | null} until when they are hers, RFC 3339
 *
 * @typedef {object} DeviceFacts what this device holds, counted when she looked
 * @property {number} open pictures begun or handed out and not finished
 * @property {number} waiting finished and not yet sent
 * @property {number} refused answers the server did not take, still kept here
 * @property {number} unreadable records set aside
 * @property {number} pictureCount
 * @property {number} pictureBytes
 * @property {boolean | null} isLasting whether the browser promised never to throw it away; null when it does not say
 * @property {number | null} leaseLeftMs of the first open picture
 *
 * @typedef {{name: string, fps: number, frames: number}} Sequence
 *
 * @typedef {object} EditorState
 * @property {Phase} phase
 * @property {string} reason why there is no work, in her language; or the code of why the page is blocked
 * @property {Ontology} ontology
 * @property {History} history
 * @property {Doc} kept the document known to be on this device
 * @property {Sequence | null} sequence the clip on the desk; none for a single picture
 * @property {number} frame the frame on the screen, from 0: picture and shapes are always of the same one
 * @property {number} wanted the frame she asked for; the screen follows once its picture is there
 * @property {string | null} joining the track that another one is to continue
 * @property {boolean} playing
 * @property {number} speed of playing; 1 is the pace of the video
 * @property {readonly string[]} selection
 * @property {string | null} handle the handle that nudges move; none means the whole shape
 * @property {readonly string[]} overlaps what lies under the last click, for Tab
 * @property {string} label
 * @property {string} tool
 * @property {unknown} toolState
 * @property {Viewport} viewport
 * @property {Size} size of the picture
 * @property {Size} stage of the canvas, CSS pixels
 * @property {Point | null} pointer in the picture
 * @property {boolean} touching a finger is down
 * @property {"draw" | "move" | "always"} fingers what one finger does: move once a pen was seen, always draw when she says so
 * @property {boolean} lens the loupe shows the grabbed edge, for work by keyboard
 * @property {boolean} peeking shapes are hidden while a key is held
 * @property {ReadonlySet<string>} hidden
 * @property {ReadonlySet<string>} locked
 * @property {readonly ShapeFault[]} faults
 * @property {PictureHelp} help
 * @property {KeySettings} keys her shortcuts
 * @property {import("../model/types.js").Proposals} proposals what was found before her in this picture
 * @property {string | null} focus the proposal she looks at
 * @property {readonly import("../model/types.js").Shape[] | null} verify objects to be judged; none in a task that is drawn
 * @property {import("../model/verify.js").Step} step which question about the object stands
 * @property {Doc} clipboard
 * @property {number} tolerance by how many picture pixels a simplified line may be off
 * @property {string | null} question name of the attribute that Shift and a digit answers; none: the first open one
 * @property {string} round "practice", "gate" or "exam", "trial" where only labels are tried; "" for work
 * @property {boolean} unsure
 * @property {boolean} nudging the nudge pad is open
 * @property {string} panel the open sheet or dialog, or ""
 * @property {string | null} guide key of the part of the guideline that was asked for, "" to follow the class in use, null while closed
 * @property {import("../model/fix.js").Fix | null} fix what a reviewer asks to mend in this picture
 * @property {import("../model/lesson.js").Lesson | null} lesson of the check picture she handed in last
 * @property {import("../model/lesson.js").LessonView} lessonView
 * @property {readonly import("../model/question.js").Question[]} questions hers in this project, as the server knows them
 * @property {readonly import("../model/question.js").Unsent[]} unsentQuestions those it may not have yet
 * @property {ReadonlySet<string>} ticked comments she has ticked off
 * @property {number | null} guidelineVersion the one that this picture was handed out with
 * @property {Keeping} keeping
 * @property {Progress} progress
 * @property {{rate_e4: number, currency: string}} price
 * @property {Notice | null} notice
 * @property {Conflict | null} conflict
 * @property {OfflineBag | null} offlineBag
 * @property {DeviceFacts | null} device
 * @property {string | null} assignment
 * @property {"loading" | "ready" | "failed"} picture
 */

/** @param {Ontology} ontology @returns {EditorState} */
export function initialState(ontology) {
  return {
    phase: "loading",
    reason: "",
    ontology,
    history: startHistory(EMPTY_DOCUMENT),
    kept: EMPTY_DOCUMENT,
    sequence: null,
    frame: 0,
    wanted: 0,
    joining: null,
    playing: false,
    speed: 1,
    selection: [],
    handle: null,
    overlaps: [],
    label: ontology.labels[0]?.name ?? "",
    tool: "select",
    toolState: null,
    viewport: { scale: 1, x: 0, y: 0 },
    size: { width: 1, height: 1 },
    stage: { width: 1, height: 1 },
    pointer: null,
    touching: false,
    fingers: "draw",
    lens: false,
    peeking: false,
    hidden: new Set(),
    locked: new Set(),
    faults: [],
    help: { brightness: 1, contrast: 1, gamma: 1 },
    keys: { set: "default", changes: {} },
    proposals: NO_PROPOSALS,
    focus: null,
    verify: null,
    step: "class",
    clipboard: EMPTY_DOCUMENT,
    tolerance: 2,
    question: null,
    round: "",
    unsure: false,
    nudging: false,
    panel: "",
    guide: null,
    fix: null,
    lesson: null,
    lessonView: "both",
    questions: [],
    unsentQuestions: [],
    ticked: new Set(),
    guidelineVersion: null,
    keeping: "server",
    progress: { place: 0, total: 0, sent: 0, waiting: 0, earned_e4: 0 },
    price: { rate_e4: 0, currency: "CNY" },
    notice: null,
    conflict: null,
    offlineBag: null,
    device: null,
    assignment: null,
    picture: "loading",
  };
}

/** What is on the screen as one picture: of a sequence all that is seen at this frame, each track under its name.
 * @param {EditorState} state */
export function shownIn(state) {
  const present = state.conflict?.isTheirsShown ? { shapes: state.conflict.theirs } : state.history.present;
  return state.sequence ? shownAt(present, state.frame) : present;
}

/** The same of what is known to be on this device. @param {EditorState} state */
export function keptIn(state) {
  return state.sequence ? shownAt(state.kept, state.frame) : state.kept;
}

/** What can be picked: not hidden, not locked. @param {EditorState} state */
export function isOpenIn(state) {
  return (/** @type {{id: string}} */ shape) => !state.hidden.has(shape.id) && !state.locked.has(shape.id);
}
