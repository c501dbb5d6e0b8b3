/** `ngbuddy fleet` where a host was taken over, and tells and answers whatever it likes. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jetstream } from "@nats-io/jetstream";
import { fleetBed } from "../../../test/support/fleetbed.ts";
import { printable } from "../../buddy/printable.ts";
import { pack } from "../../fleet/pack.ts";
import { subjectsOf } from "../../fleet/subjects.ts";
import { runNgbuddy } from "../ngbuddy.ts";

setDefaultTimeout(60_000);

const EVIL = "\x1b[31mgone\nweb1  order 5: applied\u202e";

test("a host that was taken over neither stops the others' rollouts and rollbacks nor writes on the terminal", async () => {
  await using bed = await fleetBed(["web1", "web2"]);
  const lab = bed.labs.get("web1")!;
  await lab.out("sysrc ngbuddy_agent_mode=follow");
  await lab.out("ngbuddy bridge lan vtnet1");
  const fleet = join(mkdtempSync(join(tmpdir(), "ngbuddy-fleet-")), "fleet.json");
  writeFileSync(fleet, JSON.stringify(bed.file), { mode: 0o600 });
  const type = async (words: string, text = "") => {
    let [stdout, stderr] = ["", ""];
    const status = await runNgbuddy(
      ["fleet", ...words.split(" "), "--fleet", fleet],
      {
        out: (line) => {
          stdout += line;
        },
        err: (line) => {
          stderr += line;
        },
        env: {},
        input: async () => text,
        terminal: () => undefined,
        signal: new AbortController().signal,
      },
      async () => {
        throw new Error("no host is needed");
      },
    );
    return { status, stdout, stderr };
  };
  await bed.asOwner(async () => {});
  await bed.agent("web1").remarked(/connected/);
  const thief = await bed.asThief("web2");
  const subjects = subjectsOf(bed.file.hosts[1]!);
  const revision = Number.MAX_SAFE_INTEGER;
  const state = { revision, state: "applied" };
  void (async () => {
    for await (const message of thief.subscribe(subjects.asked)) {
      const question = message.subject.split(".").at(-1);
      const answers: Record<string, unknown> = {
        status: {
          ...{ by: EVIL, hostname: EVIL, system: EVIL, time: EVIL, mode: "follow", order: state },
          ...{ bridges: 0, links: 0, jails: 0, waiting: [EVIL], trouble: EVIL },
        },
        plan: { steps: [], notes: [EVIL] },
        doctor: { findings: [] },
      };
      message.respond(pack({ version: 1, ...(answers[question!] ?? { error: EVIL }) }));
    }
  })();
  for (const told of [revision, Date.now() + 1000 * 3600])
    await jetstream(thief).publish(
      subjects.outcome,
      pack({
        version: 1,
        ...state,
        revision: told,
        time: EVIL,
        steps: [EVIL],
        before: {},
        note: EVIL,
      }),
    );

  const applied = await type("apply -f -", '{"bridges": {"lan": {"list": ["db7"]}}}');
  expect(applied).toMatchObject({ status: 0, stderr: "" });
  expect(applied.stdout).toContain("applied on 1 host: web1");
  expect(lab.files.read("/etc/rc.conf")).toContain('ngbuddy_lan_list="db7"');
  const back = await type("rollback");
  expect([back.status, back.stdout]).toEqual([
    0,
    expect.stringContaining("applied on 1 host: web1"),
  ]);
  expect(lab.files.read("/etc/rc.conf")).not.toContain("db7");

  for (const words of [
    "status",
    "top",
    "plan",
    "find db7",
    "history",
    "history --orders",
    "doctor",
  ]) {
    const { stdout, stderr } = await type(words);
    const lines = `${stdout}${stderr}`.split("\n");
    expect([words, lines]).toEqual([words, lines.map((line) => printable(line))]);
    expect(lines).not.toContainEqual(expect.stringMatching(/^web1 +order 5/));
  }
  await thief.close();
});
