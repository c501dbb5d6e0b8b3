/** What has happened, below the page. */
import { element, node } from "./dom.js";

/** @import { PageEvent } from "../model.ts" */

let newest = "";

/**
 * Shows events, the newest first; of many hosts each with its own.
 * @param {readonly (PageEvent & { readonly host?: string })[]} events
 */
export function showEvents(events) {
  const now = JSON.stringify(events[0] ?? "") + events.length;
  if (now === newest) return;
  newest = now;
  const items = events.map(({ time, what, alarm, host }) => {
    const whose = host === undefined ? "" : `${host}: `;
    const item = node("li", "", node("time", time.slice(11, 19)), ` ${whose}${what}`);
    item.classList.toggle("alarm", alarm);
    return item;
  });
  element("events").replaceChildren(...(items.length > 0 ? items : [node("li", "nothing yet")]));
}
