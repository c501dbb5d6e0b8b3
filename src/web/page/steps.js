/** Where an arrow leads in the picture: to what lies nearest in its direction. */

/** @import { Area } from "./view.js" */

/** How much worse it is to lie beside the way than on it. */
const BESIDE = 3;
/** Of two that are as near, the one whose middle is nearer. */
const MIDDLE = 0.1;

/**
 * Returns the index of the area that an arrow leads to from another; -1 when nothing lies there.
 * @param {readonly Area[]} areas
 * @param {number} from
 * @param {readonly [x: number, y: number]} direction One of both is 1 or -1, the other 0.
 */
export function nextArea(areas, from, [dx, dy]) {
  const start = areas[from];
  if (start === undefined) return -1;
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, area] of areas.entries()) {
    const along =
      dx * (middle(area, "x") - middle(start, "x")) + dy * (middle(area, "y") - middle(start, "y"));
    if (at === from || along < 1) continue;
    const across = dx === 0 ? "x" : "y";
    const apart = Math.abs(middle(area, across) - middle(start, across));
    const cost = along + BESIDE * gap(area, start, across) + MIDDLE * apart;
    if (cost < least) [best, least] = [at, cost];
  }
  return best;
}

/**
 * @param {Area} area
 * @param {"x" | "y"} axis
 */
function middle(area, axis) {
  return area[axis] + area[axis === "x" ? "width" : "height"] / 2;
}

/**
 * How far two areas are from lying side by side.
 * @param {Area} a
 * @param {Area} b
 * @param {"x" | "y"} axis
 */
function gap(a, b, axis) {
  const size = axis === "x" ? "width" : "height";
  return Math.max(0, a[axis] - b[axis] - b[size], b[axis] - a[axis] - a[size]);
}
