/** Drawing pictures to download: what takes long in a process of its own, so that others are answered meanwhile. */
import type { HostOptions } from "../../web/hostpages.ts";
import { drawElsewhere } from "../drawelsewhere.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** Returns what draws for a server of pages. */
export function drawFor({ self }: Pick<SubcommandContext, "self">): HostOptions["draw"] {
  return (topology, format, options, signal) =>
    format.isSlow && self !== undefined
      ? drawElsewhere(self, { topology, format: format.extension, options }, signal)
      : format.render(topology, options);
}
