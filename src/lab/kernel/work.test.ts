/** What nodes put off, and when it has its turn. */
import { describe, expect, test } from "bun:test";
import { type Waiting, Work } from "./work.ts";

/** A node with things to do, which are noted when they are done, or dropped. */
function waiting(...names: string[]): Waiting & { readonly done: string[] } {
  const left = [...names];
  const done: string[] = [];
  return {
    done,
    get isWaiting() {
      return left.length > 0;
    },
    doNext(isDone) {
      const name = left.shift()!;
      done.push(isDone ? name : `-${name}`);
    },
  };
}

test("what waits has its turn when the frame that made it wait leaves the graph, not before", () => {
  const work = new Work();
  const node = waiting("learn", "frame");
  work.enter();
  work.enter();
  work.add(node);
  work.leave();
  expect(node.done).toEqual([]);
  work.leave();
  expect(node.done).toEqual(["learn", "frame"]);
});

test("a frame that goes round is dropped so many nodes deep, and others pass after it", () => {
  const work = new Work();
  let depth = 0;
  while (work.enter()) depth++;
  expect(depth).toBe(64);
  for (let left = depth; left > 0; left--) work.leave();
  expect(work.enter()).toBe(true);
});

describe("while a program sends", () => {
  test("what frames make wait is held back until the program waits itself", () => {
    const work = new Work();
    const node = waiting("learn");
    work.hold();
    work.enter();
    work.add(node);
    work.leave();
    work.release();
    expect(node.done).toEqual([]);
    work.settle();
    expect(node.done).toEqual(["learn"]);
  });
  test("it has its turn after so many frames at one go", () => {
    const work = new Work();
    const node = waiting("learn");
    work.add(node);
    for (let frames = 0; frames < 63; frames++) {
      work.hold();
      work.release();
    }
    expect(node.done).toEqual([]);
    work.hold();
    work.release();
    expect(node.done).toEqual(["learn"]);
  });
});

test("what is made to wait while others have their turn is done in the same turn", () => {
  const work = new Work();
  const second = waiting("second");
  const first: Waiting = {
    isWaiting: true,
    doNext() {
      Object.assign(this, { isWaiting: false });
      work.add(second);
      work.settle();
    },
  };
  work.add(first);
  work.settle();
  expect(second.done).toEqual(["second"]);
});

test("a node that never comes to an end is stopped: what it still has is dropped", () => {
  const work = new Work();
  let turns = 0;
  let dropped = 0;
  work.add({
    get isWaiting() {
      return dropped < 3;
    },
    doNext(isDone) {
      if (isDone) turns++;
      else dropped++;
    },
  });
  work.settle();
  expect([turns, dropped]).toEqual([100_000, 3]);
});
