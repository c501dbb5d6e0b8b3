/** How many frames a second go from one jail to another: measured, on this machine, in this lab. */
import type { Lab } from "../../src/lab/lab.ts";
import type { Interface } from "../../src/lab/net/interface.ts";

const FRAMES = 100_000;
const SIZE = 1500;
/** An EtherType for experiments (IEEE 802): no stack takes it up. */
const EXPERIMENT = [0x88, 0xb5];

/** Sends frames from `vnet0` of a jail to `vnet0` of another one, which hears them all. Returns frames a second, the best of three times. */
export function framesPerSecond(lab: Lab, from: string, to: string): number {
  const [sender, receiver] = [interfaceOf(lab, from), interfaceOf(lab, to)];
  const frame = frameOf(receiver, sender);
  // Both are heard once, so that the bridge knows where they are.
  sender.output(frame);
  receiver.output(frameOf(sender, receiver));
  lab.kernel.work.settle();
  let best = 0;
  for (let round = 0; round < 3; round++) {
    const before = receiver.counters.inPackets;
    const start = performance.now();
    for (let sent = 0; sent < FRAMES; sent++) sender.output(frame);
    const seconds = (performance.now() - start) / 1000;
    const heard = receiver.counters.inPackets - before;
    if (heard !== FRAMES) throw new Error(`${to} heard ${heard} of ${FRAMES} frames`);
    best = Math.max(best, FRAMES / seconds);
  }
  return best;
}

function interfaceOf(lab: Lab, jail: string): Interface {
  const found = lab.jails.find(jail)?.vnet?.interface("vnet0");
  if (found?.ether === undefined) throw new Error(`jail ${jail} has no vnet0`);
  return found;
}

function frameOf(to: Interface, from: Interface): Uint8Array {
  const frame = new Uint8Array(SIZE);
  frame.set([...to.ether!, ...from.ether!, ...EXPERIMENT]);
  return frame;
}
