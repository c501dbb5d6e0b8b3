/** `ngbuddy self-test`. */
import { Interrupted } from "../../buddy/apply/apply.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { type Check, check, runChecks, Skipped } from "../../buddy/selftest/check.ts";
import { checks as allChecks } from "../../buddy/selftest/checks/index.ts";
import { liveChecks } from "../../buddy/selftest/live.ts";
import type { Host } from "../../host/host.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { version } from "../version.ts";

const marks = { ok: "ok  ", failed: "FAIL", skipped: "skip" } as const;

/** What has its cause in rc.conf. */
const OF_RC_CONF = ["rc.conf", "bridges", "variables"];

export const subcommand = makeSubcommand({
  name: "self-test",
  summary: "say what works on this host, and what does not",
  details: `Changes nothing, unless told to by --live. With NGBUDDY_LAB=DIRECTORY it tests the lab in that directory, on
FreeBSD too. What rc.conf and jail.conf say is looked through by ngbuddy check.`,
  arguments: [],
  options: {
    live: {
      type: "boolean",
      summary: "make a private bridge with two interfaces, send a frame through, and remove it all",
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  changes: "--live",
  async run(_, values, context) {
    const host = await context.host();
    const checks: Check[] = [];
    for (const list of [
      () => programChecks(host),
      () => runChecks(allChecks, host),
      ...(values.live ? [() => liveChecks(host, context.signal)] : []),
    ]) {
      const found = await list();
      checks.push(...found);
      if (!values.json)
        for (const { name, result, detail } of found)
          context.out(`${marks[result]}  ${name}: ${printable(detail)}\n`);
    }
    if (context.signal.aborted) throw new Interrupted("interrupted");
    const failed = checks.filter(({ result }) => result === "failed").length;
    if (values.json) context.out(jsonText({ version: 1, host: host.description, checks }));
    else {
      context.out(failed === 0 ? "All is well.\n" : `${failed} of ${checks.length} failed.\n`);
      const isConfigured = checks.some(
        ({ name, result }) => result === "failed" && OF_RC_CONF.includes(name),
      );
      if (isConfigured) context.out("Line by line, with jail.conf: ngbuddy check\n");
    }
    return failed === 0 ? exitStatus.ok : exitStatus.unavailable;
  },
});

/** What runs us, and whether it can call the kernel. */
async function programChecks(host: Host): Promise<Check[]> {
  const { bun, node } = process.versions;
  const runtime = bun === undefined ? `Node ${node}` : `Bun ${bun}`;
  const checks = [
    await check("program", async () => `ngbuddy ${version} on ${runtime}, ${host.description}`),
  ];
  if (host.kind !== "freebsd") return checks;
  const { openLibc } = await import("../../freebsd/libc.ts");
  checks.push(
    await check("libc", async () => {
      try {
        await openLibc();
        return "can be called, for netgraph sockets of our own";
      } catch (error) {
        throw new Skipped(`${(error as Error).message}; ngctl(8) is used instead`);
      }
    }),
  );
  return checks;
}
