/** How long a picture stays hers, told without trusting this device's clock: it may be years off. Pure. */
/** @import { Assignment } from "./types.js" */

/**
 * What the server said at once about its clock and the lease; the device's clock only measures what passes.
 * @typedef {{left_ms: number | null, seen_ms: number}} LeaseSeen
 */

/** @param {Assignment} assignment @param {number} serverMs the server's time, NaN when unknown @param {number} deviceMs this device's time
 * @returns {LeaseSeen} */
export function leaseSeen(assignment, serverMs, deviceMs) {
  const left = Date.parse(assignment.lease_expires_at) - serverMs;
  return { left_ms: Number.isFinite(left) ? left : null, seen_ms: deviceMs };
}

/** Milliseconds left, negative once it is over; null when nobody can tell. @param {LeaseSeen | undefined} lease @param {number} deviceMs */
export function leaseLeft(lease, deviceMs) {
  if (!lease || lease.left_ms === null) return null;
  const passed = deviceMs - lease.seen_ms;
  // The clock was set back meanwhile: what has passed is unknown.
  return passed < 0 ? null : lease.left_ms - passed;
}
