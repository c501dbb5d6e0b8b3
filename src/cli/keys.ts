/** The keys that somebody presses on a terminal, as node:readline knows them. */
import { emitKeypressEvents, type Interface, type Key } from "node:readline";
import type { Readable } from "node:stream";

/** So long, in milliseconds, an Escape may turn out to be the beginning of another key. readline's own 500 feel stuck. */
const ESCAPE_PAUSE = 50;

/**
 * Calls `onKey` for each key that comes from a terminal in raw mode. `text` is what was typed, undefined for arrows
 * and the like. Returns the function that ends it.
 */
export function readKeys(
  input: Readable,
  onKey: (text: string | undefined, key: Key) => void,
): () => void {
  // All that is read of an interface is this.
  const options: Partial<Interface> & { escapeCodeTimeout: number } = {
    escapeCodeTimeout: ESCAPE_PAUSE,
  };
  emitKeypressEvents(input, options as Interface);
  const onKeypress = (text: string | undefined, key: Key) => {
    // Over a slow line an Escape comes together with the key after it, as Alt and a letter always do.
    if (key.meta && key.sequence?.length === 2) {
      onKey(undefined, { name: "escape" });
      onKey(key.sequence[1], { ...key, meta: false });
    } else onKey(text, key);
  };
  input.on("keypress", onKeypress);
  input.resume();
  return () => {
    input.off("keypress", onKeypress);
  };
}
