/** The numbers of a vnet's nexthops (nhop-kidx): equal nexthops share one, the lowest free number is taken (nhop.c). */

/** The nexthops of a vnet, each with how many routes have it. */
export class Nexthops {
  private readonly byKey = new Map<string, { readonly number: number; users: number }>();
  private readonly keys = new Map<number, string>();

  take(key: string): number {
    const known = this.byKey.get(key);
    if (known !== undefined) {
      known.users++;
      return known.number;
    }
    let number = 1;
    while (this.keys.has(number)) number++;
    this.byKey.set(key, { number, users: 1 });
    this.keys.set(number, key);
    return number;
  }

  give(number: number): void {
    const key = this.keys.get(number);
    const nexthop = key === undefined ? undefined : this.byKey.get(key);
    if (key === undefined || nexthop === undefined) return;
    nexthop.users--;
    if (nexthop.users > 0) return;
    this.byKey.delete(key);
    this.keys.delete(number);
  }
}
