/** Builds elements from text and attributes only: no markup is ever parsed, so no text can become script. */

/** @typedef {Record<string, string | number | boolean | null | undefined>} Attributes */
/** @typedef {Record<string, (event: any) => void>} Handlers */

/** @template {keyof HTMLElementTagNameMap} T @param {T} tag @param {Attributes} [attributes] @param {...(Node | string | null)} children
 * @returns {HTMLElementTagNameMap[T]} */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  setAttributes(node, attributes);
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/** true sets an attribute, false and null take it away. @param {Element} node @param {Attributes} attributes */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
}

/** @template {EventTarget} T @param {T} target @param {Handlers} handlers @returns {T} */
export function on(target, handlers) {
  for (const [type, handler] of Object.entries(handlers)) target.addEventListener(type, handler);
  return target;
}

/** Writes text only when it differs, so that screen readers are not made to repeat. @param {Element} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A renderer that runs only when what it reads has changed.
 * @param {(state: import("../store/state.js").EditorState) => readonly unknown[]} reads
 * @param {(state: import("../store/state.js").EditorState) => void} run
 * @returns {(state: import("../store/state.js").EditorState) => void} */
export function watching(reads, run) {
  /** @type {readonly unknown[] | null} */
  let last = null;
  return (state) => {
    const now = reads(state);
    if (last && now.every((value, index) => value === last?.[index])) return;
    last = now;
    run(state);
  };
}

/** Makes the children of a list these, touching only what is not in its place. @param {Element} list @param {readonly Element[]} children */
export function placeChildren(list, children) {
  children.forEach((child, index) => {
    const there = list.children[index];
    if (there === child) return;
    // What stands here and is not wanted any more goes away, so that the rest need not move.
    if (there && !children.includes(there)) there.replaceWith(child);
    else list.insertBefore(child, there ?? null);
  });
  while (list.children.length > children.length) list.lastElementChild?.remove();
}
