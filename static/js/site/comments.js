/** A tap on her answer adds a comment at the object or place; without scripts the same is chosen from a list. */

const SVG = "http://www.w3.org/2000/svg";

/** @param {SVGSVGElement} drawing @param {MouseEvent} event @returns {DOMPoint} in pixels of the picture */
function placeOf(drawing, event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM()?.inverse());
}

/** The smallest shape around a place. @param {SVGSVGElement} drawing @param {DOMPoint} point */
function shapeAt(drawing, point) {
  const around = [...drawing.querySelectorAll("[data-shape]")].flatMap((node) => {
    const box = /** @type {SVGGraphicsElement} */ (node).getBBox();
    const isIn = point.x >= box.x && point.x <= box.x + box.width && point.y >= box.y && point.y <= box.y + box.height;
    return isIn ? [{ id: node.getAttribute("data-shape") ?? "", area: box.width * box.height }] : [];
  });
  return around.sort((a, b) => a.area - b.area)[0]?.id ?? null;
}

/** Where a pin stands, in pixels of the picture. @param {SVGSVGElement} drawing @param {string} pin */
function spotOf(drawing, pin) {
  const [x, y] = pin.split(",").map(Number);
  if (pin.includes(",")) return { x, y };
  const node = /** @type {SVGGraphicsElement | null} */ (drawing.querySelector(`[data-shape="${CSS.escape(pin)}"]`));
  const box = node?.getBBox();
  return box ? { x: box.x + box.width / 2, y: box.y } : null;
}

/** @param {SVGSVGElement} drawing @param {HTMLElement} rows */
function showPins(drawing, rows) {
  drawing.querySelectorAll(".pin").forEach((node) => node.remove());
  const size = drawing.viewBox.baseVal.width / 60;
  rows.querySelectorAll("[data-comment-row]").forEach((row, index) => {
    const pin = /** @type {HTMLSelectElement} */ (row.querySelector("[data-comment-pin]")).value;
    const spot = pin ? spotOf(drawing, pin) : null;
    if (!spot) return;
    const mark = document.createElementNS(SVG, "g");
    mark.setAttribute("class", "pin");
    mark.setAttribute("transform", `translate(${spot.x} ${spot.y})`);
    const dot = document.createElementNS(SVG, "circle");
    dot.setAttribute("r", String(size));
    const number = document.createElementNS(SVG, "text");
    number.setAttribute("font-size", String(size * 1.4));
    number.setAttribute("dy", ".36em");
    number.textContent = String(index + 1);
    mark.append(dot, number);
    drawing.append(mark);
  });
}

/** A row for a pin: an empty one that is there, or a new one. @param {HTMLElement} rows @param {string} pin @param {string} placeWords */
function addRow(rows, pin, placeWords) {
  const all = [...rows.querySelectorAll("[data-comment-row]")];
  const words = (/** @type {Element} */ row) => /** @type {HTMLInputElement} */ (row.querySelector("[name=words]"));
  const isFree = (/** @type {Element} */ row) => words(row).value === "" && /** @type {HTMLSelectElement} */ (row.querySelector("select")).value === "";
  let row = all.find(isFree);
  if (!row) {
    row = /** @type {Element} */ (all[all.length - 1].cloneNode(true));
    words(row).value = "";
    /** @type {HTMLInputElement} */ (row.querySelector("[name=expected]")).value = "";
    /** @type {HTMLElement} */ (row.querySelector(".pin-number")).textContent = String(all.length + 1);
    rows.append(row);
  }
  const select = /** @type {HTMLSelectElement} */ (row.querySelector("select"));
  if (pin.includes(",")) select.append(new Option(placeWords, pin));
  select.value = pin;
  words(row).focus();
}

/** @param {Document} page */
export function pinComments(page) {
  const form = page.querySelector("[data-comments]");
  const rows = form?.querySelector("[data-comment-rows]");
  const drawing = page.querySelector("[data-comment-picture] svg");
  if (!(form instanceof HTMLElement) || !(rows instanceof HTMLElement) || !(drawing instanceof SVGSVGElement)) return;
  drawing.addEventListener("click", (event) => {
    const point = placeOf(drawing, event);
    addRow(rows, shapeAt(drawing, point) ?? `${point.x.toFixed(1)},${point.y.toFixed(1)}`, form.dataset.placeWords ?? "");
    showPins(drawing, rows);
  });
  rows.addEventListener("change", () => showPins(drawing, rows));
  showPins(drawing, rows);
}
