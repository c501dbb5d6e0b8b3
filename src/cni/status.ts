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

/** The codes that say what is wrong with the question, and not with the host. */
const OF_THE_QUESTION: readonly number[] = [
  cniCode.version,
  cniCode.unsupported,
  cniCode.environment,
  cniCode.decoding,
  cniCode.configuration,
];

/** Throws a CniError (unavailable, or limited) when nothing could be added. */
export async function tellStatus(asked: Asked): Promise<void> {
  const { context, call, configuration } = asked;
  const settings = readSettings(call, configuration);
  try {
    const host = await context.host();
    await checkBridge(host, settings, configuration.network);
  } catch (error) {
    const known = await context.explain(error);
    if (known.code === cniCode.limited || known.code === cniCode.unavailable) throw known;
    throw new CniError(cniCode.unavailable, known.message, known.details);
  }
  if (context.isPreview) return;
  try {
    await delegate(context, call, configuration, "STATUS");
  } catch (error) {
    const known = await context.explain(error);
    if (OF_THE_QUESTION.includes(known.code) || known.code === cniCode.limited) throw known;
    throw new CniError(cniCode.unavailable, known.message, known.details);
  }
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
