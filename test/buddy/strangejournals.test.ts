/** What lies among the journals and is none keeps nobody from working, and is not lost without a word. */
import { beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { faultyHost } from "../support/faultyhost.ts";

const PLACES = ["/var/run/ngbuddy/journal", "/var/db/ngbuddy/awaiting"] as const;
/** Of a process that is long gone: no system gives such a number. */
const NAME = "1700000000000-999999999-1-0.jsonl";

const COMMAND = "bridge lan vtnet0";

async function arranged(): Promise<BuddyLab> {
  const made = buddyLab();
  await made.out("kldload -n ng_ether ng_bridge ng_eiface");
  return made;
}

/** The operation that makes the bridge. */
let making: number;
beforeAll(async () => {
  const one = await arranged();
  const nodes = () => [...one.lab.host.graph.nodes()];
  const isMade = () => nodes().some(({ type }) => type.table.name === "bridge");
  const { host } = faultyHost(labHost(one.lab), undefined, (at) => {
    if (isMade()) making ??= at - 1;
  });
  expect((await one.ngbuddy(COMMAND, host)).status).toBe(0);
});

let lab: BuddyLab;
beforeEach(async () => {
  lab = await arranged();
});

/** The journal of a command that was killed when the bridge was made, as another process left it. */
async function realJournal(): Promise<string[]> {
  const dying = faultyHost(labHost(lab.lab), { at: making, kind: "kill", when: "after" });
  await lab.ngbuddy(COMMAND, dying.host).catch(() => {});
  const [name] = lab.files.list(PLACES[0]);
  const path = `${PLACES[0]}/${name}`;
  const text = lab.files.read(path);
  lab.files.remove(path);
  return text.replaceAll(`"pid":${process.pid}`, '"pid":999999999').trimEnd().split("\n");
}

describe("is moved away with a line, and the change is made", () => {
  const table: [what: string, text: (lines: string[]) => string, why: string][] = [
    ["null", () => "null\n", "its first line is not a journal's"],
    ["no JSON", () => "hello\n", "its first line is not a journal's"],
    ["a list", () => "[1,2]\n", "its first line is not a journal's"],
    ["a head without a plan", () => '{"version":2}\n', "its first line is not a journal's"],
    [
      "an older version's",
      () => '{"version":1,"pid":1,"started":1,"plan":{}}\n',
      "it was written by an older ngbuddy",
    ],
    [
      "a plan of which a step is none",
      ([head]) => `${head!.replace(/"op":"\w+"/, '"op":"constructor"')}\n`,
      "its first line is not a journal's",
    ],
    ["a null line", (lines) => `${lines[0]}\nnull\n`, "its line 2 is not a journal's"],
    ["a wrong entry", (lines) => `${lines[0]}\n{"begin":"1"}\n`, "its line 2 is not a journal's"],
    [
      "a step that the plan has not",
      (lines) => `${lines[0]}\n{"begin":999}\n`,
      "line 2 names a step that its plan has not",
    ],
  ];
  for (const place of PLACES) {
    for (const [what, text, why] of table) {
      test(`${what} in ${place}`, async () => {
        const lines = await realJournal();
        const strange = text(lines);
        lab.files.makeDirectory(place);
        lab.files.write(`${place}/${NAME}`, strange);
        const moved = place.replace(/\w+$/, "strange");
        expect(await lab.run("ngbuddy recover -n")).toMatchObject({
          status: 0,
          stdout: "Nothing was left behind.\n",
          stderr: `ngbuddy: ${place}/${NAME} is no journal that can be read: ${why}\n`,
        });
        expect(await lab.run("ngbuddy enable")).toMatchObject({
          status: 0,
          stderr: `ngbuddy: ${place}/${NAME} is no journal that can be read: ${why}; moved to ${moved}/${NAME}\n`,
        });
        expect(lab.files.list(place)).toEqual([]);
        expect(lab.files.read(`${moved}/${NAME}`)).toBe(strange);
        expect((await lab.run("ngbuddy recover")).stderr).toBe("");
      });
    }
  }

  test("a directory, and a name that is no journal's", async () => {
    lab.files.makeDirectory(`${PLACES[0]}/${NAME}`);
    lab.files.write(`${PLACES[0]}/notes`, "mine\n");
    const { status, stderr } = await lab.run("ngbuddy start");
    expect(status).toBe(0);
    expect(stderr).toMatch(/\/notes is no journal that can be read: its name is not a journal's; /);
    expect(stderr).toMatch(/-0.jsonl is no journal that can be read: is a directory; moved to /);
    expect(lab.files.list(PLACES[0])).toEqual([]);
  });
});

test("a newer version's journal stays where it is, and is told with who wrote it", async () => {
  lab.files.makeDirectory(PLACES[0]);
  const text = '{"version":3,"by":"7.1.0","whatever":true}\n';
  lab.files.write(`${PLACES[0]}/${NAME}`, text);
  for (const line of ["enable", "recover", "recover"]) {
    expect(await lab.run(`ngbuddy ${line}`)).toMatchObject({
      status: 0,
      stderr: `ngbuddy: ${PLACES[0]}/${NAME} was left behind, and it was written by ngbuddy 7.1.0, which is newer: it stays, and that ngbuddy can clear up\n`,
    });
  }
  await lab.out("ngbuddy recover --forget");
  expect(lab.files.read(`${PLACES[0]}/${NAME}`)).toBe(text);
});

test("a journal whose last line was cut off is cleared up as far as it goes", async () => {
  const before = snapshot(buddyLab()).graph.filter((node) => !node.includes("ether"));
  const lines = await realJournal();
  lab.files.write(`${PLACES[0]}/${NAME}`, `${lines.join("\n")}\n{"beg`);
  expect((await lab.run("ngbuddy recover")).stdout).toMatch(/was undone: .*make bridge lan/);
  expect(snapshot(lab).graph.filter((node) => !node.includes("ether"))).toEqual(before);
});

test("what a killed edit has left beside no journal is removed", async () => {
  lab.files.makeDirectory(PLACES[1]);
  lab.files.write(`${PLACES[1]}/${NAME}.ngbuddy`, "half");
  expect(await lab.run("ngbuddy recover")).toMatchObject({ status: 0, stderr: "" });
  expect(lab.files.list(PLACES[1])).toEqual([]);
});
