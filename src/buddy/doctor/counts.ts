/** The frames that nodes between a guest and its bridge have passed on, by what each of them counts. */
import type { Netgraph } from "../../netgraph/client.ts";
import { bpf } from "../../netgraph/types/bpf.ts";
import { car } from "../../netgraph/types/car.ts";
import { pipe } from "../../netgraph/types/pipe.ts";
import { tee } from "../../netgraph/types/tee.ts";
import { pathOf, unlessGone } from "../observe/nodes.ts";

/** A node on the way, and its hooks towards the bridge and towards the guest. */
export interface Countable {
  readonly id: number;
  readonly type: string;
  readonly bridgeHook: string;
  readonly guestHook: string;
}

/** Frames that went away from the bridge, and towards it. */
export interface Counts {
  readonly fromBridge: number;
  readonly toBridge: number;
}

/** Returns what a node has passed on each way; undefined for one that does not count, or has gone. */
export async function countsOf(
  netgraph: Netgraph,
  { id, type, bridgeHook, guestHook }: Countable,
): Promise<Counts | undefined> {
  const path = pathOf({ id });
  switch (type) {
    case "tee": {
      const stats = await unlessGone(netgraph.send(path, tee, "getstats"));
      if (stats === undefined) return undefined;
      const out = { left: Number(stats.left.outFrames), right: Number(stats.right.outFrames) };
      const [from, to] = guestHook === "left" ? [out.left, out.right] : [out.right, out.left];
      return { fromBridge: from, toBridge: to };
    }
    case "car": {
      const stats = await unlessGone(netgraph.send(path, car, "getstats"));
      return (
        stats && ways(Number(stats.upstream.passed), Number(stats.downstream.passed), guestHook)
      );
    }
    case "pipe": {
      const stats = await unlessGone(netgraph.send(path, pipe, "getstats"));
      return (
        stats &&
        ways(Number(stats.upstream.FwdFrames), Number(stats.downstream.FwdFrames), guestHook)
      );
    }
    case "bpf": {
      const guest = await unlessGone(netgraph.send(path, bpf, "getstats", guestHook));
      const bridge = await unlessGone(netgraph.send(path, bpf, "getstats", bridgeHook));
      return (
        guest &&
        bridge && { fromBridge: Number(guest.xmitFrames), toBridge: Number(bridge.xmitFrames) }
      );
    }
    default:
      return undefined;
  }
}

/** Up is from `lower` to `upper`, down the other way (ng_pipe(4), ng_car(4)). */
function ways(up: number, down: number, guestHook: string): Counts {
  return guestHook === "upper"
    ? { fromBridge: up, toBridge: down }
    : { fromBridge: down, toBridge: up };
}
