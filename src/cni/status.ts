/** STATUS: could a container be added now? */
import { readAttachments } from "../buddy/attachments.ts";
import { readWanted } from "../buddy/configuration.ts";
import { gather } from "../buddy/gather.ts";
import { nodeOf } from "../buddy/plan/wanted.ts";
import { withNetgraph } from "../buddy/withnetgraph.ts";
import type { Host } from "../host/host.ts";
import type { Asked } from "./context.ts";
import { delegate } from "./delegate.ts";
import { CniError, cniCode, fail } from "./error.ts";
import { rulesFor } from "./ports.ts";
import { readSettings, type Settings } from "./settings.ts";

/** Throws a CniError (unavailable, or limited) when nothing could be added. */
export async function tellStatus(asked: Asked): Promise<void> {
  const { context, call, configuration } = asked;
  const settings = readSettings(call, configuration);
  const available = async (action: () => Promise<unknown>) => {
    try {
      await action();
    } catch (error) {
      const { code, message, details } = await context.explain(error);
      throw new CniError(code === cniCode.limited ? code : cniCode.unavailable, message, details);
    }
  };
  await available(async () => checkBridge(await context.host(), settings, configuration.network));
  if (!context.isPreview) await available(() => delegate(context, call, configuration, "STATUS"));
}

async function checkBridge(host: Host, settings: Settings, network: string): Promise<void> {
  const { bridge, masquerades } = settings;
  const wanted = await readWanted(host, () => {});
  const seen = await withNetgraph(host, (netgraph) =>
    gather(
      host,
      netgraph,
      { needs: () => ({ nodes: [bridge], interfaces: masquerades }) },
      wanted,
      { restorable: false, shown: false },
    ),
  );
  if (nodeOf(seen, bridge, "bridge") === undefined) {
    const isOthers = (await readAttachments(host)).some((one) => one.network === network);
    const remedy = wanted.bridges.some(({ name }) => name === bridge)
      ? "start it: ngbuddy start"
      : `make it: ngbuddy bridge ${bridge} INTERFACE`;
    fail(isOthers ? "limited" : "unavailable", `bridge ${bridge} is not up; ${remedy}`);
  }
  if (!masquerades) return;
  const asIf = { ...settings, mappings: [] };
  await rulesFor(
    host,
    wanted,
    seen,
    { eiface: "cni", settings: asIf, addresses: [] },
    "unavailable",
  );
}
