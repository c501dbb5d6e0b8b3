/** What nodes forget of a hook that is taken off, as the messages that tell it to them again. */
import type { Netgraph } from "../../netgraph/client.ts";
import { bpf } from "../../netgraph/types/bpf.ts";
import { tag } from "../../netgraph/types/tag.ts";
import { vlan } from "../../netgraph/types/vlan.ts";
import type { Action, MessageValue, Spliced } from "../plan/step.ts";

type Message = Extract<Action, { readonly op: "message" }>;

/** The types of nodes whose hooks are nothing but hooks. ng_car(4) keeps what was set when a hook goes (ng_car.c). */
const PLAIN: readonly string[] = ["eiface", "ether", "socket", "bridge", "tee", "car"];

/**
 * Returns what the node at `path` has to be told again when this hook was off; undefined for a type of which that is
 * not known.
 */
export async function settingsOf(
  netgraph: Netgraph,
  type: string,
  path: string,
  hook: string,
): Promise<Spliced["settings"] | undefined> {
  if (PLAIN.includes(type)) return [];
  const messages: Message[] = [];
  const say = (command: string, value: object) =>
    messages.push({ op: "message", path, type, command, value: value as MessageValue });
  if (type === "vlan") {
    const { filter } = await netgraph.send(path, vlan, "gettable");
    for (const one of filter) if (one.hook === hook) say("addfilter", one);
    return messages;
  }
  if (type !== "bpf" && type !== "tag") return undefined;
  // The other hooks have to be told, too: what they know of this one goes with it.
  for (const { name } of (await netgraph.show(path)).links) {
    if (type === "bpf") {
      say("setprogram", await netgraph.send(path, bpf, "getprogram", name));
      continue;
    }
    say("sethookin", await netgraph.send(path, tag, "gethookin", name));
    const out = await netgraph.send(path, tag, "gethookout", name);
    // What has no mark to give needs not be told so.
    if (out.tag_cookie !== 0 || out.tag_id !== 0) say("sethookout", out);
  }
  return messages;
}
