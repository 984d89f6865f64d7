/** Shows the guideline's cleaned HTML by building each allowed element itself: nothing is handed to the browser as markup. */

const ALLOWED = new Set(["p", "h1", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "b", "i", "br", "hr", "blockquote", "code", "pre", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "figure", "figcaption", "del"]);
const VOID = new Set(["br", "hr", "img"]);
const ENTITIES = /** @type {Record<string, string>} */ ({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" });

/** @param {string} text */
export function unescapeText(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (whole, name) => {
    if (name[0] !== "#") return ENTITIES[name] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** @param {string} html @returns {{kind: "text" | "open" | "close", name: string, text: string}[]} */
export function tokens(html) {
  const found = [];
  for (const [, close, name, attributes, text] of html.matchAll(/<(\/?)([a-zA-Z][\w-]*)([^>]*)>|([^<]+)/g)) {
    if (text !== undefined) found.push({ kind: /** @type {const} */ ("text"), name: "", text: unescapeText(text) });
    else if (ALLOWED.has(name.toLowerCase())) found.push({ kind: close ? /** @type {const} */ ("close") : /** @type {const} */ ("open"), name: name.toLowerCase(), text: attributes ?? "" });
  }
  return found;
}

/** @param {string} attributes @param {string} name */
function attribute(attributes, name) {
  const found = new RegExp(`${name}\\s*=\\s*"([^"]*)"`, "i").exec(attributes);
  return found ? unescapeText(found[1]) : null;
}

/** Only pictures and links of this server or plain https. @param {string | null} address */
export function isSafeAddress(address) {
  return address !== null && (/^https:\/\//i.test(address) || /^\/(?!\/)/.test(address));
}

/** @param {HTMLElement} node @param {string} attributes */
function dress(node, attributes) {
  if (node instanceof HTMLImageElement) {
    const source = attribute(attributes, "src");
    if (isSafeAddress(source)) node.src = /** @type {string} */ (source);
    node.alt = attribute(attributes, "alt") ?? "";
    node.loading = "lazy";
  }
  if (node instanceof HTMLAnchorElement) {
    const target = attribute(attributes, "href");
    if (isSafeAddress(target)) node.href = /** @type {string} */ (target);
    node.target = "_blank";
    node.rel = "noopener noreferrer";
  }
}

/** @param {string} html @returns {HTMLElement} */
export function richText(html) {
  const root = document.createElement("div");
  root.className = "rich";
  /** @type {HTMLElement[]} */
  const open = [root];
  for (const token of tokens(html)) {
    const parent = open[open.length - 1];
    if (token.kind === "text") parent.append(token.text);
    else if (token.kind === "open") {
      const node = document.createElement(token.name);
      dress(node, token.text);
      parent.append(node);
      if (!VOID.has(token.name)) open.push(node);
    } else {
      const at = open.findLastIndex((node) => node.localName === token.name);
      if (at > 0) open.length = at;
    }
  }
  return root;
}
