/** Tables with data-sortable: a click on a head sorts the rows that are on the page. */

/** @param {HTMLTableRowElement} row @param {number} column */
function valueOf(row, column) {
  const cell = row.cells[column];
  return (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
}

/**
 * Numbers by size, words by the page's language; what is no number comes after the numbers.
 * @param {string} a @param {string} b
 */
export function compareCells(a, b) {
  const [x, y] = [a, b].map((text) => (text === "" ? NaN : Number(text.replace(/[,\s%]/g, ""))));
  const [isX, isY] = [!Number.isNaN(x), !Number.isNaN(y)];
  if (isX && isY) return /** @type {number} */ (x) - /** @type {number} */ (y);
  if (isX !== isY) return isX ? -1 : 1;
  return a.localeCompare(b);
}

/** @param {HTMLTableElement} table @param {number} column @param {HTMLTableCellElement} head */
function sortBy(table, column, head) {
  const body = table.tBodies[0];
  if (!body) return;
  const falling = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead?.rows[0]?.cells ?? []) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", falling ? "descending" : "ascending");
  const rows = [...body.rows].sort((a, b) => compareCells(valueOf(a, column), valueOf(b, column)));
  body.append(...(falling ? rows.reverse() : rows));
}

/** @param {Document} page */
export function sortTables(page) {
  for (const table of page.querySelectorAll("table[data-sortable]")) {
    if (!(table instanceof HTMLTableElement)) continue;
    [...(table.tHead?.rows[0]?.cells ?? [])].forEach((head, column) => {
      if (head.classList.contains("cell-action")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort-button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => sortBy(table, column, head));
    });
  }
}
