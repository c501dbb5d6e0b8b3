/** The page's own files, which the server carries inside. */

import style from "./page/app.css" with { type: "text" };
import script from "./page/app.js" with { type: "text" };
import document from "./page/index.html" with { type: "text" };

export const pageFiles: {
  readonly [path: string]: { readonly type: string; readonly text: string };
} = {
  "/": { type: "text/html", text: document as unknown as string },
  "/app.js": { type: "text/javascript", text: script as unknown as string },
  "/app.css": { type: "text/css", text: style as unknown as string },
};
