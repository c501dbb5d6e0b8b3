/** Interface indexes (`link#2`): one space for all vnets, the lowest free number first (if.c, if_alloc). */

/** The indexes of one kernel's interfaces. */
export class InterfaceIndexes {
  private readonly used = new Set<number>();
  /** No index below this is free. */
  private lowest = 1;

  take(): number {
    while (this.used.has(this.lowest)) this.lowest++;
    this.used.add(this.lowest);
    return this.lowest;
  }

  give(index: number): void {
    this.used.delete(index);
    this.lowest = Math.min(this.lowest, index);
  }
}
