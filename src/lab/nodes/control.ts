/** Types of which the lab has the control side alone: hooks, configuration, what keeps them. Their data is refused. */
import { errno } from "../../netgraph/errno.ts";
import type { Value } from "../../netgraph/layout.ts";
import type { NodeTypeTable } from "../../netgraph/nodetype.ts";
import { car as carTable } from "../../netgraph/types/car.ts";
import { device as deviceTable } from "../../netgraph/types/device.ts";
import { etf as etfTable } from "../../netgraph/types/etf.ts";
import { macfilter as macfilterTable } from "../../netgraph/types/macfilter.ts";
import { netflow as netflowTable } from "../../netgraph/types/netflow.ts";
import { patch as patchTable } from "../../netgraph/types/patch.ts";
import { source as sourceTable } from "../../netgraph/types/source.ts";
import { vlanRotate as vlanRotateTable } from "../../netgraph/types/vlan_rotate.ts";
import { type NodeBehaviour, refuse } from "../kernel/node.ts";
import { goWithLastHook, parseRequest, refuseData, replyTo } from "./support.ts";

interface ControlOnly {
  readonly table: NodeTypeTable;
  /** The hooks it has; every name when left out. */
  readonly hooks?: readonly string[];
  /** What each question is answered with on a node that was not configured. */
  readonly replies: { readonly [command: string]: Value };
  /** Commands that are taken and change nothing that could be asked for. */
  readonly accepted?: readonly string[];
}

function controlOnly({
  table,
  hooks,
  replies,
  accepted = [],
}: ControlOnly): NodeBehaviour<undefined> {
  return {
    table,
    create: () => undefined,
    newHook(_node, hook) {
      if (hooks !== undefined && !hooks.includes(hook.name)) refuse(errno.EINVAL);
    },
    receiveMessage(_node, message) {
      const { name } = parseRequest(table, message);
      if (name in replies) return replyTo(table, name, replies[name]!);
      // What the lab does not know it does not pretend to do.
      return accepted.includes(name) ? undefined : refuse(errno.EINVAL);
    },
    receiveData: refuseData,
    disconnect: goWithLastHook,
  };
}

const carHook = { cbs: 8192, ebs: 8192, cir: 10240, greenAction: 1, yellowAction: 1, redAction: 2 };
const MOST_TAGS = 10;

export const controlOnlyTypes: readonly NodeBehaviour<undefined>[] = [
  controlOnly({
    table: carTable,
    hooks: ["upper", "lower"],
    replies: { getconf: { upstream: carHook, downstream: carHook }, getstats: {}, getclrstats: {} },
    accepted: ["clrstats"],
  }),
  controlOnly({ table: etfTable, replies: { getstatus: {} } }),
  controlOnly({ table: sourceTable, hooks: ["input", "output"], replies: {} }),
  // Without a configuration there is nothing to answer with, and no refusal either (recording 07).
  controlOnly({ table: patchTable, hooks: ["in", "out"], replies: {}, accepted: ["getconfig"] }),
  controlOnly({
    table: vlanRotateTable,
    hooks: ["original", "ordered", "excessive", "incomplete"],
    replies: { getconf: { max: MOST_TAGS } },
  }),
  controlOnly({ table: macfilterTable, replies: {} }),
  controlOnly({ table: netflowTable, replies: {} }),
  controlOnly({ table: deviceTable, replies: {} }),
];
