/** Names that a jail's root, or anybody's node, may have: a terminal obeys none of them, and nothing fails because of them. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** The kernel keeps bytes, of which netgraph makes a character each. */
const NODE = "e\x1b[31m\t\n\u009b";
const EVIL = `${NODE}\u202e`;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those must not be there.
const HARMFUL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]/;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "ngbuddy-names-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function evilLab(): Promise<BuddyLab> {
  const lab = buddyLab();
  const run = async (...argv: string[]) => {
    const { status, stderr } = await lab.lab.capture(argv);
    expect({ argv, status, stderr }).toEqual({ argv, status: 0, stderr: "" });
  };
  lab.files.append("/etc/rc.conf", 'ngbuddy_public_if="vtnet1"\nngbuddy_public_list="a b"\n');
  await lab.out("ngbuddy start");
  await run("jail", "-c", `name=${EVIL}`, `host.hostname=${EVIL}`, "vnet", "persist");
  await run("ifconfig", "a", "vnet", "1");
  await run("ifconfig", "-j", "1", "a", "name", `a${NODE.replace("\n", "")}`);
  await run("ngctl", "mkpeer", "public:", "hub", "link77", NODE);
  await run("ngctl", "name", "public:link77", NODE);
  await run("ngctl", "mkpeer", `${NODE}:`, "bridge", `x${NODE}`, "link0");
  await run("ngctl", "name", `${NODE}:x${NODE}`, `b${NODE}`);
  await run("hostname", EVIL);
  return lab;
}

test.each([
  "status",
  "status -v",
  "status --json",
  "graph",
  "graph -A",
  "graph --nodes",
  `graph --bridge ${EVIL}`,
  "self-test",
  "self-test --json",
  "doctor",
  "doctor --json",
  "doctor --fix -n",
  "doctor a",
  `doctor ${EVIL}`,
  "jail c -v",
  `jail d ${EVIL}`,
  "restart --dry-run",
  "restart --dry-run --json",
  "restart -v",
  "restart --json",
  "stop -n --all",
  "stop -v --all",
  "unjail a 1",
  `unjail ${EVIL}`,
  "recover",
])("what %p prints is harmless", async (words) => {
  const lab = await evilLab();
  const { stdout, stderr } = await lab.ngbuddy(words);
  expect(stdout).not.toMatch(HARMFUL);
  expect(stderr).not.toMatch(HARMFUL);
  expect(stdout + stderr).not.toMatch(/internal fault|not understood/);
});

test.each(["dot", "mmd", "svg", "html", "json", "txt"])("so is a .%s", async (ending) => {
  const lab = await evilLab();
  for (const options of ["", " --nodes"]) {
    const file = join(directory, `picture.${ending}`);
    const { status, stderr } = await lab.ngbuddy(`graph -o ${file}${options}`);
    expect([status, stderr]).toEqual([0, ""]);
    const text = await Bun.file(file).text();
    // Its own indentation is of tabs.
    expect(text.replaceAll(/^\t+/gm, "")).not.toMatch(HARMFUL);
  }
});

test("what is asked of a jail with such names works as with any other", async () => {
  const lab = await evilLab();
  const { bridges } = JSON.parse((await lab.ngbuddy("status --json")).stdout);
  const guests = bridges.flatMap((bridge: { links: { guest: object }[] }) =>
    bridge.links.map(({ guest }) => guest),
  );
  expect(guests).toContainEqual(expect.objectContaining({ kind: "jail", jail: EVIL, jid: 1 }));
  expect(await lab.ngbuddy("restart", labHost(lab.lab))).toMatchObject({ status: 0 });
});

test("a shell is not given names that nobody can type", async () => {
  const { lab } = await evilLab();
  const { stdout } = await lab.capture(["ngbuddy", "completions", "--for", "ngbuddy unbridge "]);
  expect(stdout).toBe("public\n");
});
