/** What a jail can do to whoever looks at it: it hangs, it never ends, it prints rubbish. Everybody else's network goes on. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freebsdHost } from "../../src/freebsd/host.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-jail-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** `good` and `bad` with an interface each on `public`, called as they are or with a letter before; `bad` has the JID 2. */
async function twoJails(letter = ""): Promise<BuddyLab> {
  const lab = buddyLab();
  const list = `${letter}good ${letter}bad`;
  lab.files.append("/etc/rc.conf", `ngbuddy_public_if="vtnet1"\nngbuddy_public_list="${list}"\n`);
  await lab.out("ngbuddy start");
  for (const name of ["good", "bad"]) {
    await lab.out(`jail -c name=${name} vnet persist`);
    await lab.out(`ifconfig ${letter}${name} vnet ${name}`);
    await lab.out(`ifconfig -j ${name} ${letter}${name} inet 10.0.3.77/24 up`);
  }
  return lab;
}

/** The lab, where whatever is asked of the jail `bad` is done by a program that is the script. */
function withBadJail({ lab }: BuddyLab, script: string, asked: string[] = []): Host {
  const program = join(directory, "bad");
  writeFileSync(program, `#!/bin/sh\n${script}\n`);
  chmodSync(program, 0o755);
  const bad = freebsdHost({ hostWay: "commands", uid: 0, pathOf: () => program });
  const host = labHost(lab);
  return {
    ...host,
    run: (argv, options) => {
      asked.push(argv.join(" "));
      if (argv[1] !== "-j" || !["2", "bad"].includes(argv[2]!)) return host.run(argv, options);
      expect(options?.timeLimit).toBe(2000);
      return bad.run(argv, script.includes("sleep") ? { timeLimit: 100 } : options);
    },
  };
}

const badJails: readonly (readonly [how: string, script: string, reason: string])[] = [
  ["hangs", "exec sleep 60", "no answer within 0.1 s"],
  ["never ends", "exec yes", "printed more than 8 MB"],
  ["complains without end", "exec yes >&2", "printed more than 8 MB"],
  ["cannot be looked at", "echo 'x: illegal option -- j' >&2; exit 1", "cannot look into a jail"],
  ["fails", String.raw`printf '\033[31mno\377\n' >&2; exit 1`, "no"],
];

describe.each(badJails)("a jail that %s", (_, script, reason) => {
  test("is shown as unreadable with the reason, and the others as they are", async () => {
    const lab = await twoJails("e");
    const host = withBadJail(lab, script);
    const tree = await lab.ngbuddy("graph", host);
    expect(tree).toMatchObject({ status: 0, stderr: "" });
    expect(tree.stdout).toContain("egood in jail good (JID 1) · 10.0.3.77/24");
    expect(tree.stdout).toContain("perhaps in jail bad, which cannot be read");
    expect(tree.stdout).toContain("jails that cannot be read\n└── bad  JID 2 · ifconfig -j 2 -a: ");
    expect(tree.stdout).toContain(reason);
    expect(tree.stdout).not.toContain("\x1b");
    const json = JSON.parse((await lab.ngbuddy("status --json", host)).stdout);
    expect(json.unreadable).toEqual([
      { jail: "bad", jid: 2, reason: expect.stringContaining(reason) },
    ]);
    for (const ending of ["svg", "html", "mmd", "json"]) {
      const file = join(directory, `picture.${ending}`);
      expect((await lab.ngbuddy(`graph -o ${file}`, host)).status).toBe(0);
      expect(await Bun.file(file).text()).toContain("perhaps in jail bad");
    }
  });

  test("is not asked where its interface is called as it is", async () => {
    const lab = await twoJails();
    const asked: string[] = [];
    const host = withBadJail(lab, script, asked);
    const tree = await lab.ngbuddy("graph", host);
    expect(tree).toMatchObject({ status: 0, stderr: "" });
    for (const [name, jid] of [
      ["good", 1],
      ["bad", 2],
    ])
      expect(tree.stdout).toContain(`${name} in jail ${name} (JID ${jid}) · 10.0.3.77 · `);
    expect(tree.stdout).not.toContain("cannot be read");
    expect(asked).toEqual([]);
  });

  test("keeps nobody from stopping, restarting, or taking its interface away", async () => {
    const lab = await twoJails();
    const asked: string[] = [];
    const host = withBadJail(lab, script, asked);
    const restart = await lab.ngbuddy("restart", host);
    expect(restart.status).toBe(0);
    expect(restart.stderr).toMatch(
      /jail bad cannot be read \(ifconfig -j 2 -a: .*\): its interfaces come back without the addresses and routes that they had/,
    );
    expect(restart.stderr).not.toContain("\x1b");
    for (const name of ["good", "bad"])
      expect(await lab.out(`ifconfig -j ${name} -l`)).toBe(`lo0 ${name}\n`);
    expect(await lab.out("ifconfig -j good good")).toContain("inet 10.0.3.77 ");
    expect(await lab.ngbuddy("unjail good good", host)).toMatchObject({ status: 0, stderr: "" });
    expect(await lab.ngbuddy("unjail bad bad", host)).toMatchObject({ status: 0, stderr: "" });
    for (const name of ["good", "bad"]) {
      await lab.out(`ngbuddy jail ${name} public`);
      await lab.out(`ifconfig ${name} vnet ${name}`);
    }
    const stop = await lab.ngbuddy("stop", host);
    expect(stop.status).toBe(0);
    expect(stop.stderr).toContain("jail bad loses its interface bad; ");
    await lab.out("ngbuddy start");
    expect(await lab.ngbuddy("stop", host)).toMatchObject({ status: 0, stderr: "" });
    expect(asked.filter((words) => words.startsWith("jexec"))).toEqual([]);
  });
});

test("an interface that a jail calls like one in an unreadable jail is not taken for it", async () => {
  const lab = await twoJails();
  await lab.out("ifconfig -j bad bad name vnet0");
  await lab.out("ifconfig -j good good name vnet0");
  const { stdout } = await lab.ngbuddy("restart --dry-run --json", withBadJail(lab, "exit 1"));
  const { steps } = JSON.parse(stdout).plan;
  const undoOf = (name: string) =>
    steps.find(({ description }: { description: string }) => description.endsWith(`eiface ${name}`))
      .undo;
  expect(JSON.stringify(undoOf("good"))).toContain('"jail":"good"');
  expect(JSON.stringify(undoOf("bad"))).toContain('"jail":"bad"');
  expect(JSON.stringify(undoOf("bad"))).not.toContain("10.0.3.77");
});
