/** Moving and zooming a picture by mouse, wheel, fingers and keys: for the live page, and for the page of `graph -o net.html`. */

/** @typedef {{ x: number, y: number, scale: number }} View Where the picture's corner is in its room, and how large it is shown. */

/** How far an arrow moves the picture, in pixels, and how much plus and minus zoom. */
const STEP = 60;
const ZOOM = 1.25;
/** A hand is not still while it presses: so many pixels are no movement yet. */
const STILL = 2;

/** @type {{ readonly [key: string]: readonly [number, number] | undefined }} */
export const arrows = {
  ArrowLeft: [1, 0],
  ArrowRight: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/**
 * Listens in the element that is the picture's room.
 * @param {HTMLElement} room
 * @param {object} picture
 * @param {() => View} picture.view Where it is now.
 * @param {(view: View) => void} picture.show Shows it there.
 * @param {() => void} picture.fit Shows all of it.
 * @param {() => readonly [number, number]} picture.middle The middle of the room.
 * @param {{ readonly min: number, readonly max: number }} picture.scales
 */
export function panZoom(room, { view, show, fit, middle, scales }) {
  /** @param {number} factor */
  const zoom = (factor, [x, y] = middle()) => {
    const now = view();
    const scale = Math.min(scales.max, Math.max(scales.min, now.scale * factor));
    const real = scale / now.scale;
    show({ scale, x: x - (x - now.x) * real, y: y - (y - now.y) * real });
  };
  /**
   * @param {number} dx
   * @param {number} dy
   */
  const move = (dx, dy) => {
    const now = view();
    show({ ...now, x: now.x + dx, y: now.y + dy });
  };
  /**
   * A place of the window as one of the room.
   * @param {{ x: number, y: number }} place
   * @returns {readonly [number, number]}
   */
  const within = ({ x, y }) => {
    const area = room.getBoundingClientRect();
    return [x - area.x, y - area.y];
  };

  // One finger or the mouse moves, two fingers zoom.
  /** @type {Map<number, { x: number, y: number }>} */
  const fingers = new Map();
  let dragged = false;
  room.addEventListener("pointerdown", (event) => {
    dragged = false;
    if (event.button === 0) fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  });
  room.addEventListener("pointermove", (event) => {
    const was = fingers.get(event.pointerId);
    if (!was) return;
    const is = { x: event.clientX, y: event.clientY };
    if (!dragged && Math.hypot(is.x - was.x, is.y - was.y) > STILL) {
      dragged = true;
      // It is moved on when the mouse leaves the room; not before, so that a click stays that of what lies there.
      room.setPointerCapture(event.pointerId);
    }
    const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
    if (other === undefined) move(is.x - was.x, is.y - was.y);
    else {
      /** @param {{ x: number, y: number }} finger */
      const apart = (finger) => Math.hypot(finger.x - other.x, finger.y - other.y);
      zoom(apart(is) / Math.max(1, apart(was)), within(other));
    }
    fingers.set(event.pointerId, is);
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "pointerleave"]))
    room.addEventListener(end, (event) => fingers.delete(event.pointerId));
  room.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 400), within({ x: event.clientX, y: event.clientY }));
    },
    { passive: false },
  );
  room.addEventListener("keydown", (event) => {
    const arrow = arrows[event.key];
    if (arrow) move(arrow[0] * STEP, arrow[1] * STEP);
    else if (event.key === "+") zoom(ZOOM);
    else if (event.key === "-") zoom(1 / ZOOM);
    else if (event.key === "0") fit();
    else return;
    event.preventDefault();
  });
  return {
    zoom,
    /** Was the mouse moved since its button went down? Then its click is none. */
    wasDragged: () => dragged,
  };
}
