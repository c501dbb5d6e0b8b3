/** A host that comes about by chance: some commands, and one that is asked next, and so on. */
import type { Situation } from "./injection.ts";

/** The same number gives the same situations, of one host after the other's request. `pick` goes on with the same chance, from 0 up to 1. */
export function* randomSituations(
  seed: number,
): Generator<{ situation: Situation; pick: () => number }> {
  const pick = generator(seed);
  const one = <T>(list: readonly T[]): T => list[Math.floor(pick() * list.length)]!;
  const bridge = () => one(["public", "private", "lan", "priv"]);
  const eiface = () => one(["a", "b", "c", "d"]);
  const change = (): string =>
    one<() => string>([
      () => "enable",
      () => "start",
      () => "stop",
      () => "restart",
      () => `bridge ${bridge()} ${one(["vtnet0", "vtnet1", "nghost0", "ng0", "ng1"])}`,
      () => `unbridge ${bridge()}`,
      () => `jail ${eiface()} ${bridge()}`,
      () => `jail ${eiface()}`,
      () => `create ${eiface()} ${bridge()}`,
      () => `destroy ${eiface()}`,
      () => `unjail ${eiface()}`,
    ])();
  const other = (): string =>
    one<() => string>([
      () => `ngctl shutdown ${one([bridge, eiface])()}:`,
      () => `ngctl rmhook ${eiface()}: ether`,
      () => `ngctl mkpeer eiface ether ether`,
      () => `sysrc ngbuddy_${bridge()}_mtu=${one(["1400", "9000"])}`,
      () => `sysrc ngbuddy_${bridge()}_uplink=YES`,
      () => `sysrc ngbuddy_${bridge()}_persistent=YES`,
      () => `sysrc ngbuddy_set_mac=${one(["YES", "NO", "seed"])}`,
      () => `sysrc ifconfig_${eiface()}=up`,
      jailed,
    ])();
  const jailed = () => {
    const name = eiface();
    return `jail -c name=${name} path=/ vnet vnet.interface=${name} persist`;
  };
  let setup = ["ngbuddy enable"];
  if (pick() < 0.7) setup.push("ngbuddy start");
  for (let from: Situation | undefined; ; ) {
    const length = Math.floor(pick() * 4);
    for (let i = 0; i < length; i++) setup.push(pick() < 0.7 ? `ngbuddy ${change()}` : other());
    const request = change();
    const situation: Situation = { ...(from && { from }), setup, request };
    yield { situation, pick };
    from = situation;
    setup = [`ngbuddy ${request}`];
  }
}

/** mulberry32: small, and good enough to choose with. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
