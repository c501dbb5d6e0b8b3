/** The files with keys that `ngbuddy fleet init`, `enroll` and `dismiss` read and write. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNgbuddy } from "../ngbuddy.ts";

/** A machine whose owner has a fleet without hosts. */
async function owner() {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-keys-"));
  const at = (name: string) => join(directory, name);
  const type = async (words: readonly string[], fleet = at("fleet.json")) => {
    let [stdout, stderr] = ["", ""];
    const status = await runNgbuddy(
      ["fleet", ...words, "--fleet", fleet],
      {
        out(line) {
          stdout += line;
        },
        err(line) {
          stderr += line;
        },
        env: {},
        input: async () => "",
        terminal: () => undefined,
        signal: new AbortController().signal,
      },
      async () => {
        throw new Error("no host is needed");
      },
    );
    return { status, stdout, stderr };
  };
  const hosts = () =>
    (JSON.parse(readFileSync(at("fleet.json"), "utf8")) as { hosts: { name: string }[] }).hosts.map(
      ({ name }) => name,
    );
  expect(await type(["init", "tls://nats.example.org"])).toMatchObject({ status: 0 });
  return { at, type, hosts, directory };
}

test("hosts that are enrolled and dismissed at the same moment are all known afterwards, or gone", async () => {
  const { at, type, hosts, directory } = await owner();
  const names = ["web1", "web2", "web3", "web4", "web5"];
  const enroll = (name: string) => type(["enroll", name, "-w", at(`${name}.agent`)]);
  expect((await Promise.all(names.map(enroll))).map(({ status }) => status)).toEqual(
    names.map(() => 0),
  );
  expect(hosts().sort()).toEqual(names);
  await Promise.all([...names.slice(0, 3).map((name) => type(["dismiss", name])), enroll("web6")]);
  expect(hosts().sort()).toEqual(["web4", "web5", "web6"]);
  expect(readdirSync(directory).filter((name) => name.includes("lock"))).toEqual([]);
});

test("a host's file is written over nothing else: not over other keys, a FIFO, a device or the fleet's own file", async () => {
  const { at, type, hosts } = await owner();
  writeFileSync(at("web1.agent"), "keys of another fleet");
  spawnSync("mkfifo", [at("fifo")]);
  for (const name of ["web1.agent", "fifo"])
    expect(await type(["enroll", "web1", "-w", at(name)])).toEqual({
      ...{ status: 73, stdout: "" },
      stderr: `ngbuddy: ${at(name)} is there already; name another file with -w, or move it away\n`,
    });
  expect(readFileSync(at("web1.agent"), "utf8")).toBe("keys of another fleet");
  expect(await type(["enroll", "web1", "-w", at("fleet.json")])).toMatchObject({
    status: 64,
    stderr: expect.stringContaining("has the keys of the fleet"),
  });
  expect(hosts()).toEqual([]);
  await type(["enroll", "web1", "-w", at("first")]);
  expect(await type(["enroll", "--again", "web1", "-w", at("fifo")])).toMatchObject({
    status: 73,
    stderr: `ngbuddy: ${at("fifo")}: it is a FIFO, not a file\n`,
  });
  expect(lstatSync(at("fifo")).isFIFO()).toBe(true);
});

test("a host whose file cannot be written is not enrolled", async () => {
  const { at, type, hosts } = await owner();
  expect(await type(["enroll", "web1", "-w", at("fleet.json/web1.agent")])).toMatchObject({
    status: 73,
    stdout: "",
  });
  expect(hosts()).toEqual([]);
});

test("a host's file goes to standard output, for a pipe to the host", async () => {
  const { type, hosts } = await owner();
  const { status, stdout, stderr } = await type(["enroll", "web1", "-w", "-"]);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ host: "web1" });
  expect(stderr).toContain("this is for web1");
  expect(existsSync("-")).toBe(false);
  expect(hosts()).toEqual(["web1"]);
});

test("what is no certificate is refused at once, and a FIFO is not waited for", async () => {
  const { at, type } = await owner();
  spawnSync("mkfifo", [at("fifo")]);
  writeFileSync(at("bad.crt"), "-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n");
  const init = (ca: string) => type(["init", "tls://nats.example.org", "--ca", at(ca)], at("new"));
  expect(await init("fifo")).toMatchObject({
    status: 66,
    stderr: `ngbuddy: fleet: cannot read ${at("fifo")}: it is a FIFO, not a file\n`,
  });
  expect(await init("bad.crt")).toMatchObject({
    status: 65,
    stderr: `ngbuddy: ${at("bad.crt")}: it is no certificate (PEM)\n`,
  });
  expect(existsSync(at("new"))).toBe(false);
});

test("of a link to the fleet's file it is said that it is one, and of a directory in its place the same", async () => {
  const { at, type, directory } = await owner();
  symlinkSync(at("fleet.json"), at("link.json"));
  const line = async (place: string) => (await type(["server-config"], place)).stderr;
  expect(await line(at("link.json"))).toContain("link.json: it is a symbolic link");
  expect(await line(directory)).toBe(`ngbuddy: ${directory}: it is a directory, not a file\n`);
});

test("a fleet without hosts says how to add one when it is to be changed", async () => {
  const { at, type } = await owner();
  writeFileSync(at("net.json"), "{}");
  expect(await type(["apply", "-f", at("net.json")])).toEqual({
    ...{ status: 66, stdout: "" },
    stderr: "ngbuddy: the fleet has no hosts yet; to add one: ngbuddy fleet enroll HOST\n",
  });
});
