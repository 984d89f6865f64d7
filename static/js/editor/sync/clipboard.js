/** What was copied survives the next picture, a reload and a new bag of the same project. */
/** @import { Store } from "../store/store.js" */
/** @import { Storage } from "./types.js" */
import { shapesFrom } from "../model/annotation.js";
import { documentOf } from "../model/document.js";

/** Reads the clipboard of the project and keeps it on this device from now on.
 * @param {{store: Store, storage: Storage, project: string}} parts @returns {Promise<void>} when it is read */
export async function keepClipboard({ store, storage, project }) {
  const key = `clipboard-${project}`;
  const { shapes } = shapesFrom(await storage.get("notes", key));
  if (shapes.length > 0) store.update({ clipboard: documentOf(shapes) });
  store.listen((state, previous) => {
    if (state.clipboard === previous.clipboard) return;
    storage.write([{ store: "notes", key, value: state.clipboard.shapes }]).catch((error) => {
      // A full disk costs her the clipboard after a reload, and nothing that she drew.
      console.warn("the clipboard could not be kept", error);
    });
  });
}
