/** Sends one survey and says what became of it. */

/** @typedef {{outcome: "sent" | "offline" | "later" | "sign-in" | "refused", words: string, code: string}} Answer */

/** @typedef {{fetcher: typeof fetch, csrf: {value: string}, renewUrl: string}} Post */

/** @param {Response} response @returns {Promise<Answer>} */
async function refusal(response) {
  const problem = await response.json();
  const faults = (problem.faults ?? []).map((/** @type {{detail: string}} */ fault) => fault.detail);
  return { outcome: "refused", words: [problem.detail, ...faults].join(" "), code: problem.code ?? "" };
}

/** A page that lay open for a day has an old token. @param {Post} post @returns {Promise<boolean>} whether there is a new one */
async function renew({ fetcher, csrf, renewUrl }) {
  const page = await fetcher(renewUrl, { credentials: "same-origin" });
  const found = /<meta name="csrf-token" content="([^"]+)"/.exec(await page.text())?.[1];
  const isNew = found !== undefined && found !== csrf.value && !page.redirected;
  if (isNew) csrf.value = found;
  return isNew;
}

/** @param {Post} post @param {string} woman @param {import("./survey_shelf.js").Kept} kept @returns {Promise<Response>} */
function sendOnce({ fetcher, csrf }, woman, { fields, key }) {
  const { is_overlap_meant, ...typed } = fields;
  const body = JSON.stringify({ ...typed, client_key: key, is_overlap_meant: is_overlap_meant === "1" });
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf.value };
  return fetcher(`/api/v1/women/${woman}/surveys`, { method: "POST", headers, body, credentials: "same-origin" });
}

/** @param {Post} post @param {string} woman @param {import("./survey_shelf.js").Kept} kept @returns {Promise<Answer>} */
export async function sendSurvey(post, woman, kept) {
  const plain = { words: "", code: "" };
  try {
    let response = await sendOnce(post, woman, kept);
    if (response.status === 403 && (await renew(post))) response = await sendOnce(post, woman, kept);
    if (response.ok) return { outcome: "sent", ...plain };
    if (response.status === 401) return { outcome: "sign-in", ...plain };
    if (response.status >= 500 || response.status === 429) return { outcome: "later", ...plain };
    return await refusal(response);
  } catch {
    return { outcome: "offline", ...plain };
  }
}
