/** The kernel's messages: what dmesg(8) shows. */

/** Of more the oldest are forgotten, as from FreeBSD's message buffer. */
const MAX_LINES = 1000;

/** The message buffer. It forgets its oldest lines when it is full. */
export class Console {
  private kept: string[] = [];
  /** Told of each line, for whoever writes a log. */
  onLine: ((line: string) => void) | undefined;

  log(line: string): void {
    this.kept.push(line);
    if (this.kept.length > MAX_LINES) this.kept.shift();
    this.onLine?.(line);
  }

  /** What was logged, oldest first. */
  get lines(): readonly string[] {
    return this.kept;
  }

  clear(): void {
    this.kept = [];
  }
}
