/** Serves the page of all hosts of a fleet until it is interrupted, whatever becomes of hosts and servers meanwhile. */

import { printable } from "../../buddy/printable.ts";
import { examineAll } from "../../fleet/examine.ts";
import { hostView } from "../../fleet/hostview.ts";
import { overview } from "../../fleet/overview.ts";
import { examineOnce } from "../../web/findings.ts";
import { FleetModel } from "../../web/fleetmodel.ts";
import { createFleetServer } from "../../web/fleetserver.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { aborted } from "../watching.ts";
import { drawFor } from "../web/drawfor.ts";
import { withFleetKey } from "../web/key.ts";
import { opening } from "../web/opening.ts";
import type { Settings } from "../web/settings.ts";
import type { KeyFile } from "./file.ts";
import { followFleetFile } from "./followfile.ts";

/** Throws a Failure when it cannot listen or keep its key, and for a fleet's file that cannot be read. */
export async function serveFleet(
  settings: Settings,
  named: KeyFile,
  context: SubcommandContext,
): Promise<void> {
  const { signal } = context;
  const remark = (line: string) => context.err(`ngbuddy: fleet web: ${printable(line)}\n`);
  const file = await followFleetFile(named, remark);
  const key = withFleetKey(context, (one) => {
    one.key();
    return one;
  });
  const { door, open } = opening("fleet web", settings, key, context);
  const model = new FleetModel();
  const ending = new AbortController();
  const web = createFleetServer({
    ...door,
    model,
    view: (name, told) => {
      const member = file().hosts.find((one) => one.name === name)!;
      return hostView(
        {
          standing: fleet.standing,
          member,
          fleet: model,
          draw: drawFor(context),
          signal: ending.signal,
        },
        told,
      );
    },
    refresh: () => fleet.refresh(),
    examine: examineOnce(() => examineAll(fleet.standing)),
    looked: () => fleet.look(),
  });
  const fleet = overview({
    file,
    model,
    signal: ending.signal,
    remark,
    isLookedAt: () => web.size > 0,
    changed: () => web.push(),
  });
  try {
    await open(web.server, "the fleet's networks");
    await aborted(signal);
  } finally {
    ending.abort();
    web.close();
  }
}
