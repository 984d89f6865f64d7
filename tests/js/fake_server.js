/** A small server in memory with the real one's manners: it keeps drafts and answers once, and can be cut off. */
import { box } from "./scene.js";

/** @typedef {"ok" | "cut_before" | "cut_after" | "session" | "busy"} Mode */

/** @param {number} count */
export function fakeServer(count) {
  const server = {
    /** @type {Mode} */ mode: "ok",
    /** modes for the next calls, one each @type {Mode[]} */ script: [],
    /** @type {Map<string, any>} */ drafts: new Map(),
    /** @type {Map<string, any>} */ submissions: new Map(),
    settings: /** @type {any} */ (null),
    /** what came back to be mended @type {Map<string, any>} */ fixes: new Map(),
    /** mended answers by assignment @type {Map<string, any>} */ versions: new Map(),
    giveBack: /** @type {(id: string, fix: any) => void} */ (() => undefined),
    /** @type {Set<string>} */ released: new Set(),
    /** @type {string[]} */ log: [],
    /** @type {any} */ fault: null,
    /** what each assignment carries besides @type {any} */ more: {},
    with: (/** @type {any} */ more) => {
      server.more = more;
      return server;
    },
    fetch: /** @type {any} */ (null),
  };
  const isSubmitted = (/** @type {string} */ id) => !server.fixes.has(id) && [...server.submissions.values()].some((known) => known.assignment === id);
  const problem = (/** @type {number} */ status, /** @type {string} */ code, /** @type {any[]} */ faults = []) => ({ status, body: { code, title: code, detail: code, faults } });

  /** @param {string} path @param {any} sent */
  function answer(path, sent) {
    const [, kind, id, what] = /\/api\/v1\/(\w+)\/([^/]+)\/?(\w*)/.exec(path) ?? [];
    if (kind === "me") {
      if (!server.settings || sent.revision >= server.settings.revision) server.settings = sent;
      return { status: 200, body: { revision: server.settings.revision } };
    }
    if (what === "assignments") {
      const ids = Array.from({ length: count }, (_, index) => String(index + 1)).filter((one) => !isSubmitted(one) && !server.released.has(one));
      const assignments = ids.slice(0, sent.count ?? sent.beside + 10).map((one) => ({
        id: Number(one),
        task_id: Number(one),
        images: [{ name: `${one}.jpg`, url: `/i/${one}`, preview_url: `/p/${one}`, width: 200, height: 100, preview_bytes: 7 }],
        rate_e4: 4200,
        currency: "CNY",
        lease_expires_at: "2026-12-01T00:00:00Z",
        offline_until: sent.offline ? "2026-12-03T00:00:00Z" : null,
        draft: server.drafts.get(one) ?? null,
        ...server.more,
        fix: server.fixes.get(one) ?? null,
      }));
      return { status: 200, body: { assignments, reason: assignments.length ? null : "finished", reason_text: assignments.length ? null : "This project is all done." } };
    }
    if (what === "draft") {
      if (isSubmitted(id)) return problem(409, "already_submitted");
      const known = server.drafts.get(id);
      const isTaken = known && sent.revision === known.revision && JSON.stringify(known.annotations) !== JSON.stringify(sent.annotations);
      if (known && (sent.revision < known.revision || isTaken)) return problem(409, "older_draft");
      server.drafts.set(id, sent);
      return { status: 204, body: null };
    }
    if (what === "submission") {
      if (server.fault) {
        const { status, code, faults } = server.fault;
        server.fault = null;
        return problem(status, code, faults);
      }
      const known = server.submissions.get(sent.submission_id);
      const digest = JSON.stringify(sent.annotations);
      if (known) return known.digest === digest ? { status: 200, body: known } : problem(422, "submission_differs");
      if (isSubmitted(id)) return problem(409, "already_submitted");
      if (server.fixes.delete(id)) server.versions.set(id, sent);
      server.submissions.set(sent.submission_id, { assignment: id, digest, annotations: sent.annotations, active_ms: sent.active_ms, proposals: sent.proposals });
      return { status: 201, body: {} };
    }
    if (what === "release") {
      server.released.add(id);
      return { status: 204, body: null };
    }
    if (kind === "submissions") return server.submissions.has(id) ? { status: 200, body: {} } : problem(404, "not_found");
    return problem(404, "not_found");
  }

  server.giveBack = (id, fix) => {
    const first = [...server.submissions.values()].find((known) => known.assignment === id);
    server.drafts.set(id, { annotations: first.annotations, active_ms: 0, revision: 0 });
    server.fixes.set(id, fix);
  };

  server.fetch = async (/** @type {string} */ url, /** @type {any} */ request = {}) => {
    if (url.startsWith("/p/") || url.startsWith("/i/")) return new Response(new Blob(["picture"]));
    const mode = server.script.shift() ?? server.mode;
    server.log.push(`${request.method} ${url}`);
    if (mode === "cut_before") throw new TypeError("network");
    if (mode === "session") return new Response("{}", { status: 401 });
    if (mode === "busy") return new Response("{}", { status: 503 });
    const { status, body } = answer(url, request.body ? JSON.parse(request.body) : null);
    if (mode === "cut_after") throw new TypeError("network");
    return new Response(status === 204 ? null : JSON.stringify(body), { status });
  };
  return server;
}

export const CAR = box("car-1", [10, 10, 30, 20]);
