/** What nodes put off, as ng_base.c's input queues do: a bridge that learns an address does it after the frame, and what comes in meanwhile waits behind it. */

/** A node's queue of what waits. */
export interface Waiting {
  /** Takes what came first, and does it, or lets it drop. */
  doNext(isDone: boolean): void;
  readonly isWaiting: boolean;
}

/**
 * Frames and messages pass nodes by plain calls, and a graph with a circle (two hubs, twice connected) would never end. FreeBSD queues
 * and spins; the lab drops what is so many nodes deep, or has come into so many.
 */
const MAX_DEPTH = 64;
/** A flood over one bridge is not counted: it ends. */
const SHALLOW = 3;
const MAX_ENTRIES = 100_000;
/** A program that sends more without a pause would be overtaken by the kernel's queue. */
const FRAMES_AT_ONE_GO = 64;
/** Milliseconds after which a program that sends nothing more is taken to wait. One in a process of its own needs a while between two frames. */
const PAUSE = 20;

/** What waits, of all nodes of a lab. It has its turn when a frame leaves the graph, or the program that sends them pauses or has sent many. */
export class Work {
  /** How many nodes what is on its way has entered and not left. */
  private depth = 0;
  private entries = 0;
  /** Is there something that waits, and may have its turn when a frame leaves the graph? */
  private isDue = false;
  private isHeld = false;
  private isSettling = false;
  private readonly waiting: Waiting[] = [];
  private turn: NodeJS.Timeout | undefined;
  /** How many frames a program has sent since something waits. */
  private frames = 0;

  /** A frame or a message comes into a node; false when it has to be dropped. */
  enter(): boolean {
    if (++this.depth <= SHALLOW || (this.depth <= MAX_DEPTH && ++this.entries <= MAX_ENTRIES))
      return true;
    this.depth--;
    return false;
  }

  /** It leaves a node. Where it leaves the graph, what it made wait has its turn. */
  leave(): void {
    if (--this.depth === 0) this.end();
  }

  private end(): void {
    if (this.isDue) this.settle();
    if (!this.isSettling) this.entries = 0;
  }

  add(node: Waiting): void {
    this.waiting.push(node);
    this.isDue = !this.isHeld;
  }

  /** Does all that waits, in order, and what comes of it. */
  settle(): void {
    if (this.isSettling) return;
    this.isSettling = true;
    try {
      for (let node = this.waiting.shift(); node !== undefined; node = this.waiting.shift())
        while (node.isWaiting) node.doNext(++this.entries <= MAX_ENTRIES);
    } finally {
      this.isSettling = false;
      this.isDue = false;
      this.entries = 0;
      this.frames = 0;
      clearTimeout(this.turn);
      this.turn = undefined;
    }
  }

  /**
   * Before a program's frame: what frames make wait now has its turn when the program waits itself, for a message or an answer.
   * So frames that are written at one go queue up behind the first address that is learned (recording 06).
   */
  hold(): void {
    this.isHeld = true;
    this.isDue = false;
  }

  /** After a program's frame. */
  release(): void {
    this.isHeld = false;
    this.depth = 0;
    if (this.waiting.length > 0) this.wait();
  }

  private wait(): void {
    if (++this.frames >= FRAMES_AT_ONE_GO) this.settle();
    else if (this.turn === undefined) this.settleSoon();
  }

  private settleSoon(): void {
    const { frames } = this;
    const turn = setTimeout(() => {
      // What has arrived meanwhile comes first: a busy machine may be late with both.
      setImmediate(() => {
        if (this.turn !== turn) return;
        if (this.frames > frames) this.settleSoon();
        else this.settle();
      });
    }, PAUSE);
    turn.unref();
    this.turn = turn;
  }
}
