/** How she likes to see this project's pictures, kept on this device: a night drive stays lit from picture to picture. */
/** @import { Store } from "../store/store.js" */
/** @import { PictureHelp } from "../store/state.js" */
/** @import { Storage } from "./types.js" */

/** @param {any} kept @returns {PictureHelp} what an older version kept lacks what was unknown to it */
function helpFrom(kept) {
  const number = (/** @type {unknown} */ value) => (typeof value === "number" && value >= 0.2 && value <= 5 ? value : 1);
  return { brightness: number(kept?.brightness), contrast: number(kept?.contrast), gamma: number(kept?.gamma), invert: kept?.invert === true };
}

/** @param {{store: Store, storage: Storage, project: string}} parts */
export async function keepPictureHelp({ store, storage, project }) {
  const key = `picture-help-${project}`;
  const kept = await storage.get("notes", key);
  if (kept) store.update({ help: helpFrom(kept) });
  store.listen((state, previous) => {
    if (state.help === previous.help) return;
    storage.write([{ store: "notes", key, value: state.help }]).catch((error) => console.warn("the look of pictures could not be kept", error));
  });
}
