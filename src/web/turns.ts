/** What takes long is done one at a time, and only so many wait for it. */
/** Runs one task after the other, in the order they were given; one that fails keeps nobody waiting. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve();
  private inside = 0;

  /** `maxWaiting`: how many may wait besides the one whose turn it is. */
  constructor(private readonly maxWaiting: number) {}

  /** Does the work when its turn comes, unless `signal` says before that nobody wants it any more. Returns undefined at once when too many wait. */
  take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T | undefined> | undefined {
    if (this.inside > this.maxWaiting) return undefined;
    this.inside++;
    const turn = this.last.then(async () => (signal.aborted ? undefined : await work()));
    this.last = turn
      .catch(() => {})
      .finally(() => {
        this.inside--;
      });
    return turn;
  }
}
