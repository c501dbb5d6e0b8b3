/** The page of many made-up hosts. */
import type { AddressInfo } from "node:net";
import type { Topology } from "../../src/buddy/topology.ts";
import { FleetModel } from "../../src/web/fleetmodel.ts";
import { createFleetServer } from "../../src/web/fleetserver.ts";
import type { HostOptions } from "../../src/web/hostpages.ts";
import { Model } from "../../src/web/model.ts";
import { Sessions } from "../../src/web/session.ts";

export interface MadeUpFleet {
  /** With a token that lets one browser in. */
  readonly url: string;
  readonly origin: string;
  readonly model: FleetModel;
  /** How often somebody began to look at a host. */
  readonly looks: ReadonlyMap<string, number>;
  /** The cookie of somebody who was let in. */
  letIn(): Promise<string>;
  push(): void;
  close(): void;
}

/** Serves these hosts; those without a topology are away, and have told nothing. */
export async function serveFleet(
  hosts: ReadonlyMap<string, Topology | undefined>,
): Promise<MadeUpFleet> {
  const model = new FleetModel();
  model.setHosts([...hosts.keys()]);
  model.setServer(true);
  for (const [name, topology] of hosts) {
    if (topology === undefined) {
      model.answered(name, { error: "its agent does not run, or reaches no server" });
      continue;
    }
    model.told(name, topology);
    model.answered(name, { value: saidBy(topology) });
  }
  const key = Buffer.alloc(32, 7);
  const sessions = new Sessions(
    () => key,
    () => Date.now() / 1000,
  );
  const names = new Set<string>();
  const looks = new Map<string, number>();
  const served = createFleetServer({
    sessions,
    hosts: () => names,
    explain: String,
    proxied: false,
    model,
    view: (name, told) => {
      const own = new Model(1);
      const topology = hosts.get(name);
      const options: HostOptions = {
        ...{ model: own, name, changes: undefined },
        readAll: async () => topology!,
        draw: (all, format, options) => format.render(all, options),
        ask: async () => ({ jail: [], rcLines: [] }),
        examine: async () => ({ time: "2026-01-02T03:04:05Z", checks: 1, findings: [] }),
      };
      return {
        options,
        look() {
          looks.set(name, (looks.get(name) ?? 0) + 1);
          if (topology === undefined) return told.trouble("nobody answers");
          own.take(topology);
          told.push();
        },
      };
    },
    refresh: async () => {},
    examine: async () => ({
      time: "2026-01-02T03:04:05Z",
      across: [
        {
          ...{ hosts: ["web1", "web2"], check: "jails", severity: "error", about: "jail db" },
          ...{ found: "runs on web1 and on web2", why: "it was started twice" },
          type: [{ host: "web2", line: "jail -r db" }],
        },
      ],
      findings: [
        {
          ...{ host: "web1", check: "linkdown", severity: "warning", about: "em0" },
          ...{ found: "is down", why: "nobody comes", type: ["ifconfig em0 up"], fixable: false },
        },
      ],
      missing: [{ host: "web2", error: "no answer in 60 s" }],
    }),
    looked: () => {},
  });
  await new Promise<void>((resolve) => served.server.listen(0, "127.0.0.1", resolve));
  const name = `127.0.0.1:${(served.server.address() as AddressInfo).port}`;
  names.add(name);
  const origin = `http://${name}`;
  return {
    url: `${origin}/?token=${sessions.currentToken}`,
    ...{ origin, model, looks },
    async letIn() {
      const url = `${origin}/?token=${sessions.currentToken}`;
      const { headers } = await fetch(url, { redirect: "manual" });
      return headers.get("set-cookie")!.split(";")[0]!;
    },
    push: served.push,
    close: served.close,
  };
}

function saidBy({ hostname, bridges, waiting = [] }: Topology) {
  const links = bridges.flatMap((bridge) => bridge.links);
  return {
    ...{ by: "1.2.3", hostname, system: "FreeBSD 15.0-RELEASE", bridges: bridges.length },
    links: links.length,
    jails: links.filter(({ guest }) => guest.kind === "jail").length,
    waiting: waiting.map(({ request }) => request),
  };
}
