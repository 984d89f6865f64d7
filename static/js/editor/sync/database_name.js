/** The name of her database on this device. @param {string} owner each annotator has her own, as centres share their PCs */
export function databaseOf(owner) {
  return `douya-editor-${owner}`;
}
