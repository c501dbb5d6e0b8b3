/** The page's own files, which the server carries inside. */
import panZoom from "../picture/page/panzoom.js" with { type: "text" };
import style from "./page/app.css" with { type: "text" };
import app from "./page/app.js" with { type: "text" };
import changes from "./page/changes.js" with { type: "text" };
import dom from "./page/dom.js" with { type: "text" };
import eventLog from "./page/eventlog.js" with { type: "text" };
import findings from "./page/findings.js" with { type: "text" };
import fleetStyle from "./page/fleet.css" with { type: "text" };
import fleetDocument from "./page/fleet.html" with { type: "text" };
import fleet from "./page/fleet.js" with { type: "text" };
import hostTable from "./page/hosttable.js" with { type: "text" };
import document from "./page/index.html" with { type: "text" };
import look from "./page/look.js" with { type: "text" };
import minimap from "./page/minimap.js" with { type: "text" };
import names from "./page/names.js" with { type: "text" };
import panel from "./page/panel.js" with { type: "text" };
import picture from "./page/picture.js" with { type: "text" };
import steps from "./page/steps.js" with { type: "text" };
import table from "./page/table.js" with { type: "text" };
import tiles from "./page/tiles.js" with { type: "text" };
import view from "./page/view.js" with { type: "text" };

const script = (text: string) => ({ type: "text/javascript", text });

interface Files {
  readonly [path: string]: { readonly type: string; readonly text: string };
}

/** The page of one host. */
export const pageFiles: Files = {
  "/": { type: "text/html", text: String(document) },
  "/app.css": { type: "text/css", text: style },
  "/app.js": script(app),
  "/changes.js": script(changes),
  "/dom.js": script(dom),
  "/eventlog.js": script(eventLog),
  "/findings.js": script(findings),
  "/look.js": script(look),
  "/minimap.js": script(minimap),
  "/names.js": script(names),
  "/panel.js": script(panel),
  "/panzoom.js": script(panZoom),
  "/picture.js": script(picture),
  "/steps.js": script(steps),
  "/table.js": script(table),
  "/view.js": script(view),
};

/** The page of many hosts, and what the pages of each are made of: those come from the same addresses for all. */
export const fleetPageFiles: Files = {
  ...pageFiles,
  "/": { type: "text/html", text: String(fleetDocument) },
  "/fleet.css": { type: "text/css", text: fleetStyle },
  "/fleet.js": script(fleet),
  "/hosttable.js": script(hostTable),
  "/tiles.js": script(tiles),
};
