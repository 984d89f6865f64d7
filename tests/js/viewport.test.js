/** Where the picture is on the screen. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fit, panBy, resized, toPicture, toScreen, zoomAt } from "../../static/js/editor/store/viewport.js";

const PICTURE = { width: 1280, height: 720 };
const STAGE = { width: 986, height: 655 };

test("what lies under the hand stays there while zooming", () => {
  const view = fit(PICTURE, STAGE);
  const under = toPicture(view, { x: 300, y: 200 });

  const closer = zoomAt(view, 1.7, { x: 300, y: 200 }, PICTURE, STAGE);

  assert.ok(Math.abs(toScreen(closer, under).x - 300) < 1e-9);
  assert.ok(Math.abs(toScreen(closer, under).y - 200) < 1e-9);
});

test("the picture can neither be lost outside nor shrink to nothing", () => {
  const away = panBy(fit(PICTURE, STAGE), 99_999, -99_999, PICTURE, STAGE);
  const tiny = zoomAt(fit(PICTURE, STAGE), 1e-9, { x: 0, y: 0 }, PICTURE, STAGE);

  assert.ok(away.x < STAGE.width && away.y + PICTURE.height * away.scale > 0);
  assert.ok(tiny.scale >= fit(PICTURE, STAGE).scale / 2);
});

test("a window that changes keeps the whole picture whole and a close-up in its middle", () => {
  const larger = { width: 1366, height: 700 };
  const whole = resized(fit(PICTURE, larger), PICTURE, larger, STAGE);
  assert.deepEqual(whole, fit(PICTURE, STAGE));

  const close = zoomAt(fit(PICTURE, larger), 4, { x: 683, y: 350 }, PICTURE, larger);
  const after = resized(close, PICTURE, larger, STAGE);
  const middle = toPicture(after, { x: STAGE.width / 2, y: STAGE.height / 2 });
  assert.ok(Math.abs(middle.x - 640) < 1e-6 && Math.abs(middle.y - 360) < 1e-6);
});
