/** Standard input: a text that is there, or one that comes in pieces. */
import type { Input } from "./process.ts";

/** Standard input that is a text. */
export function textInput(text: string): Input {
  const input = streamedInput();
  input.feed(text);
  input.end();
  return input;
}

/** Standard input that comes in pieces, from whoever holds this. */
export interface StreamedInput extends Input {
  feed(text: string): void;
  end(): void;
  /** How many characters have come that nobody has read. */
  readonly waiting: number;
}

/** Makes an input that is fed. `onWait` is called when somebody reads and nothing has come. */
export function streamedInput(onWait: () => void = () => {}): StreamedInput {
  /** What has come and was not read, and where the first of it is read on. */
  const pieces: string[] = [];
  let at = 0;
  let waiting = 0;
  let ended = false;
  let wake: () => void = () => {};
  const more = async () => {
    const woken = new Promise<void>((resolve) => {
      wake = resolve;
    });
    onWait();
    await woken;
  };
  const takeAll = () => {
    const text = pieces.join("").slice(at);
    pieces.length = 0;
    at = 0;
    waiting = 0;
    return text;
  };
  /** Takes the front of what has come, up to the first newline; undefined when there is none. */
  const takeLine = (from: number): string | undefined => {
    for (let index = from; index < pieces.length; index++) {
      const end = pieces[index]!.indexOf("\n", index === 0 ? at : 0);
      if (end < 0) continue;
      const before = pieces.splice(0, index);
      const front = before.join("").slice(at);
      const line = front + pieces[0]!.slice(index === 0 ? at : 0, end);
      at = end + 1;
      if (at === pieces[0]!.length) {
        pieces.shift();
        at = 0;
      }
      waiting -= line.length + 1;
      return line;
    }
    return undefined;
  };
  return {
    isTerminal: false,
    get waiting() {
      return waiting;
    },
    async line() {
      // What was looked through once has no newline.
      for (let seen = 0; ; ) {
        const line = takeLine(seen);
        if (line !== undefined) return line;
        if (ended) return waiting === 0 ? undefined : takeAll();
        seen = pieces.length;
        await more();
      }
    },
    async all() {
      while (!ended) await more();
      return takeAll();
    },
    async piece() {
      while (!ended && waiting === 0) await more();
      return waiting === 0 ? undefined : takeAll();
    },
    feed(text) {
      if (text === "" || ended) return;
      pieces.push(text);
      waiting += text.length;
      wake();
    },
    end() {
      ended = true;
      wake();
    },
  };
}
