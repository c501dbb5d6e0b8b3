/** The measurement of a real host, against programs that are none: what is run, what is printed, and that rc.conf is as it was. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type LiveHost, live } from "./live.ts";

const RC_CONF = 'hostname="ngvm"\n';
let root: string;
let host: LiveHost;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "ngbuddy-live-"));
  host = { platform: "freebsd", uid: 0, root, path: `${join(root, "bin")}:/bin:/usr/bin` };
  write("etc/rc.conf", RC_CONF);
  // Both note how they were called, and how many interfaces rc.conf asked for.
  const note = (name: string) =>
    `echo "${name} $* $(grep -c '^ngbuddy_private_list=' ${root}/etc/rc.conf)" >> ${root}/called`;
  program("bin/ngctl", "echo 'There are 1 total nodes:'");
  program("bin/service", note("service"));
  program(
    "usr/local/sbin/ngbuddy",
    `${note("ngbuddy")}
case "$*" in *-v)
  echo "    0.2 ms  message nodeinfo to x:" >&2
  echo "    0.2 ms  message mkpeer to x:" >&2
  echo "    0.1 ms  kernel changeInterface ngeth0 name x" >&2
  echo "   90.1 ms  ifconfig x inet 10.0.0.1/24" >&2
esac`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

function program(path: string, script: string): void {
  chmodSync(write(path, `#!/bin/sh\n${script}\n`), 0o755);
}

const rcConf = () => readFileSync(join(root, "etc/rc.conf"), "utf8");
const called = () => readFileSync(join(root, "called"), "utf8").trimEnd().split("\n");

const FIVE = ["start", "status", "jail bench private", "unjail bench", "stop"];

test("the script and ngbuddy do the same, one after the other, and rc.conf is as it was", async () => {
  write("usr/local/etc/rc.d/ngbuddy", "#!/bin/sh\n# the shell script\n");
  const rows = await live(host, [2]);
  expect(called()).toEqual([
    ...FIVE.map((words) => `service ngbuddy ${words} 1`),
    ...FIVE.map((words) => `ngbuddy ${words} 1`),
    ...FIVE.map((words) => `ngbuddy ${words} -v 1`),
    "ngbuddy stop 1",
  ]);
  expect(existsSync(join(root, "etc/rc.conf.before-bench"))).toBe(false);
  expect(rows.map(({ what }) => what)).toEqual(
    ["start", "status", "jail", "unjail", "stop"].map((name) => `${name}, 2 links`),
  );
  for (const { value } of rows)
    expect(value).toMatch(
      /^script \d+\.\d\d s, ngbuddy \d+\.\d\d s; 2 messages, 1 call, 1 process, \d+ modules, \d+ kB$/,
    );
  expect(rcConf()).toBe(RC_CONF);
});

test("where the script is not installed, or ours is in its place, ngbuddy is measured alone", async () => {
  for (const script of [undefined, 'program="/usr/local/sbin/ngbuddy"\n']) {
    if (script !== undefined) write("usr/local/etc/rc.d/ngbuddy", script);
    const rows = await live(host, [1]);
    expect(rows.at(-1)?.what).toBe("the ports' script");
    expect(rows[0]?.value).toStartWith("ngbuddy ");
    expect(called().some((line) => line.startsWith("service"))).toBe(false);
  }
});

test("when one of them fails all is removed and rc.conf is as it was", async () => {
  program(
    "usr/local/sbin/ngbuddy",
    `echo "$*" >> ${root}/called\n[ "$1" != jail ] || { echo no >&2; exit 69; }`,
  );
  const failed = await live(host, [1]).catch((error: unknown) => error);
  expect((failed as Error).message).toEndWith("ngbuddy jail bench private: no");
  expect(called().at(-1)).toBe("stop");
  expect(rcConf()).toBe(RC_CONF);
});

test("whoever interrupts it has his host back", async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  await expect(live(host, [1], interrupt.signal)).rejects.toThrow("interrupted");
  expect(called()).toEqual(["ngbuddy stop 1"]);
  expect(rcConf()).toBe(RC_CONF);
});

test("a host whose rc.conf was left as a killed measurement had it is told so", async () => {
  const saved = write("etc/rc.conf.before-bench", RC_CONF);
  await expect(live(host, [1])).rejects.toThrow(`put ${saved} in the place of`);
  expect(existsSync(join(root, "called"))).toBe(false);
  expect(rcConf()).toBe(RC_CONF);
});

test("a host that is not for it is left alone, with the reason", async () => {
  const refused = async (other: Partial<LiveHost>, reason: string) => {
    await expect(live({ ...host, ...other }, [1])).rejects.toThrow(reason);
    expect(existsSync(join(root, "called"))).toBe(false);
  };
  await refused({ platform: "linux" }, "--live is for FreeBSD; without it a lab is measured");
  await refused({ uid: 1001 }, "--live makes bridges, which is for root");
  write("etc/rc.conf", `${RC_CONF}ngbuddy_lan_if="em0"\n`);
  await refused({}, "has bridges of ngbuddy already");
  write("etc/rc.conf", RC_CONF);
  program("bin/ngctl", "echo '  Name: lan  Type: bridge  ID: 00000004  Num hooks: 2'");
  await refused({}, "this host has bridges or eifaces already");
});
