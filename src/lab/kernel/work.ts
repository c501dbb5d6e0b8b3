/** What nodes put off, as ng_base.c's input queues do: a bridge that learns an address does it after the frame, and what comes in meanwhile waits behind it. */

/** A node's queue of what waits. */
export interface Waiting {
  /** Does what came first. */
  doNext(): void;
  readonly isWaiting: boolean;
}

export class Work {
  /** Is there something that waits, and may have its turn when a frame leaves the graph? */
  isDue = false;
  private isHeld = false;
  private readonly waiting: Waiting[] = [];
  private turn: (() => void) | undefined;

  add(node: Waiting): void {
    this.waiting.push(node);
    this.isDue = !this.isHeld;
  }

  /** Does all that waits, in order. */
  settle(): void {
    this.isDue = false;
    for (let node = this.waiting[0]; node !== undefined; node = this.waiting[0]) {
      while (node.isWaiting) node.doNext();
      this.waiting.shift();
    }
  }

  /**
   * Sends a frame for a program: what the frame made wait has its turn when the program waits itself, for a message or an answer.
   * So frames that are written at one go queue up behind the first address that is learned (recording 06).
   */
  forProgram(send: () => number): number {
    this.isHeld = true;
    this.isDue = false;
    try {
      return send();
    } finally {
      this.isHeld = false;
      if (this.waiting.length > 0 && this.turn === undefined) this.settleSoon();
    }
  }

  private settleSoon(): void {
    this.turn = () => {
      this.turn = undefined;
      this.settle();
    };
    setImmediate(this.turn);
  }
}
