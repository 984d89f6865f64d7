/** Parts of a form that only some files need, such as the questions about a video: they open when one is chosen. */

const VIDEO = /\.(mp4|m4v|mov|mkv|webm|avi)$/i;

/** @param {readonly {name: string, type: string}[]} files */
export function hasVideo(files) {
  return files.some((file) => file.type.startsWith("video/") || VIDEO.test(file.name));
}

/** @param {HTMLFormElement} form @param {readonly File[]} files */
export function unfoldFor(form, files) {
  const part = form.querySelector("[data-unfold-when=video]");
  if (part instanceof HTMLDetailsElement && hasVideo(files)) part.open = true;
}
