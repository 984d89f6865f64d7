/** How chosen files are cut into requests; knows neither page nor network, so it runs under node --test. */

export const PIECE_BYTES = 8 * 1024 * 1024;
export const MOST_FILES = 40;

/**
 * @typedef {{name: string, size: number}} Named
 * @typedef {object} Part One request: whole small files, or one range of a large one.
 * @property {number[]} files places in the list of chosen files
 * @property {number} start first byte; 0 for whole files
 * @property {number} stop one past the last byte
 * @property {number} total size of the file, or of all files of the part
 * @property {boolean} isRange
 */

/** Small files go together, large ones in ranges, in the order they were chosen. @param {readonly Named[]} files @returns {Part[]} */
export function planParts(files) {
  /** @type {Part[]} */
  const parts = [];
  /** @type {number[]} */
  let batch = [];
  let batchBytes = 0;
  const close = () => {
    if (batch.length) parts.push({ files: batch, start: 0, stop: batchBytes, total: batchBytes, isRange: false });
    batch = [];
    batchBytes = 0;
  };
  files.forEach((file, place) => {
    if (file.size > PIECE_BYTES) {
      close();
      parts.push(...rangesOf(file, place));
      return;
    }
    if (batch.length >= MOST_FILES || batchBytes + file.size > PIECE_BYTES) close();
    batch.push(place);
    batchBytes += file.size;
  });
  close();
  return parts;
}

/** @param {Named} file @param {number} place @returns {Part[]} */
function rangesOf(file, place) {
  const count = Math.ceil(file.size / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    files: [place],
    start: index * PIECE_BYTES,
    stop: Math.min((index + 1) * PIECE_BYTES, file.size),
    total: file.size,
    isRange: true,
  }));
}

/** Content-Range of a part. @param {Part} part */
export function contentRange(part) {
  return `bytes ${part.start}-${part.stop - 1}/${part.total}`;
}

/** Bytes of parts before the given one. @param {readonly Part[]} parts @param {number} next */
export function bytesBefore(parts, next) {
  return parts.slice(0, next).reduce((sum, part) => sum + part.stop - part.start, 0);
}

/** The part to go on with when the server has this many bytes. @param {readonly Part[]} parts @param {number} received */
export function partAfter(parts, received) {
  let sum = 0;
  for (let next = 0; next < parts.length; next += 1) {
    sum += parts[next].stop - parts[next].start;
    if (sum > received) return next;
  }
  return parts.length;
}

/** Tells one choice of files from another, so that a page loaded again goes on. @param {readonly Named[]} files */
export function fingerprint(files) {
  let hash = 2166136261;
  for (const letter of files.map(({ name, size }) => `${name}:${size}`).join("|")) {
    hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16777619) >>> 0;
  }
  return `${files.length}-${hash.toString(16)}`;
}

/** Seconds to wait before try number `tries` (from 1): 1, 2, 4 ... 30. @param {number} tries */
export function pause_s(tries) {
  return Math.min(30, 2 ** (tries - 1));
}
