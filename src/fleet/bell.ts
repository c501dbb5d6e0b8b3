/** Waiting that somebody may end. */

/** A bell: who waits for it goes on when it is rung, or when the time is over. */
export class Bell {
  private rung = false;
  private end: (() => void) | undefined;

  /** Ends the wait; the next one, when nobody waits just now. */
  ring(): void {
    this.rung = true;
    this.end?.();
  }

  /** Waits for so many milliseconds at most, or until it is aborted. Returns whether it was rung. */
  async wait(milliseconds: number, signal?: AbortSignal): Promise<boolean> {
    if (!this.rung && !signal?.aborted)
      await new Promise<void>((resolve) => {
        const end = () => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", end);
          this.end = undefined;
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        signal?.addEventListener("abort", end);
        this.end = end;
      });
    const { rung } = this;
    this.rung = false;
    return rung;
  }
}
