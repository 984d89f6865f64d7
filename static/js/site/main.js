/** What a page gains when scripts run; without them every page still works. */
import { switchTheme, switchTextSize } from "./theme.js";
import { closeMenus } from "./menu.js";
import { openDialogs } from "./dialog.js";
import { copyOnClick } from "./copy.js";
import { sortTables } from "./table-sort.js";
import { showPasswords } from "./password.js";
import { printOnClick } from "./print.js";
import { pinComments } from "./comments.js";
import { drawRegion } from "./region.js";
import { sendWithProgress } from "./upload.js";
import { guardUnsent } from "./unsent.js";
import { checkDevice } from "./device.js";
import { followLabels } from "./labels_tried.js";
import { installWorker } from "./worker.js";
import { walkGallery } from "./gallery.js";
import { showCurrentTab } from "./tabs.js";

showCurrentTab(document);
switchTheme(document);
switchTextSize(document);
closeMenus(document);
openDialogs(document);
copyOnClick(document);
sortTables(document);
showPasswords(document);
printOnClick(document);
sendWithProgress(document);
guardUnsent(document);
// Only who labels goes on without a network; a visitor's browser keeps nothing of ours.
if (document.body.dataset.person) installWorker();
pinComments(document);
drawRegion(document);
checkDevice(document);
followLabels(document);
walkGallery(document);
