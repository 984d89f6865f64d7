/** A rectangle drawn on a picture goes into the form beside it; without scripts the words stand alone. */

const SVG = "http://www.w3.org/2000/svg";
/** Smaller is a slip of the hand, in pixels of the screen. */
const LEAST = 6;

/** @param {SVGSVGElement} drawing @param {PointerEvent} event @returns {DOMPoint} in pixels of the picture, inside it */
function placeOf(drawing, event) {
  const { width, height } = drawing.viewBox.baseVal;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM()?.inverse());
  return new DOMPoint(Math.min(Math.max(point.x, 0), width), Math.min(Math.max(point.y, 0), height));
}

/** @param {DOMPoint} from @param {DOMPoint} to */
function between(from, to) {
  return { x: Math.min(from.x, to.x), y: Math.min(from.y, to.y), width: Math.abs(to.x - from.x), height: Math.abs(to.y - from.y) };
}

/** @param {Document} page */
export function drawRegion(page) {
  const form = page.querySelector("[data-region]");
  const input = form?.querySelector("input[name=region]");
  const drawing = page.querySelector("[data-region-picture] .overlay svg");
  if (!(input instanceof HTMLInputElement) || !(drawing instanceof SVGSVGElement)) return;
  form?.querySelector("[data-region-help]")?.removeAttribute("hidden");
  const frame = document.createElementNS(SVG, "rect");
  frame.setAttribute("class", "drawn drawn-reference");
  /** @type {{start: DOMPoint, event: PointerEvent} | null} */
  let begun = null;

  /** @param {{x: number, y: number, width: number, height: number}} box */
  function show(box) {
    for (const [name, value] of Object.entries(box)) frame.setAttribute(name, value.toFixed(1));
    drawing?.append(frame);
  }
  drawing.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    begun = { start: placeOf(drawing, event), event };
    drawing.setPointerCapture(event.pointerId);
  });
  drawing.addEventListener("pointermove", (event) => {
    if (begun) show(between(begun.start, placeOf(drawing, event)));
  });
  drawing.addEventListener("pointerup", (event) => {
    if (!begun) return;
    const box = between(begun.start, placeOf(drawing, event));
    const isSlip = Math.hypot(event.clientX - begun.event.clientX, event.clientY - begun.event.clientY) < LEAST;
    begun = null;
    if (isSlip || box.width === 0 || box.height === 0) {
      frame.remove();
      input.value = "";
      return;
    }
    show(box);
    input.value = [box.x, box.y, box.width, box.height].map((part) => part.toFixed(1)).join(",");
  });
}
