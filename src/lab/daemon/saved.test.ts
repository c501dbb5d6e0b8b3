/** A saved lab is read back as it was, and one that is hostile, old or damaged is refused. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createClock } from "../base/clock.ts";
import { defaultHost } from "../base/description.ts";
import { memoryFiles } from "../files/memoryfiles.ts";
import { parseHostDescription } from "../hostjson.ts";
import { Lab } from "../lab.ts";
import { saveState } from "../state.ts";
import { labDirectory } from "./directory.ts";
import { layOut, packLab, type SavedLab, savedLab, unpackLab } from "./saved.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
});
afterAll(() => rmSync(home, { recursive: true }));

/** A lab that was saved, with a bridge and some files. */
async function saved(): Promise<SavedLab> {
  const directory = labDirectory(mkdtempSync(join(home, "lab-")));
  const host = JSON.stringify(defaultHost);
  const description = parseHostDescription(host);
  const lab = new Lab({ description, files: memoryFiles(), clock: createClock({ bootEpoch: 0 }) });
  await lab.capture(["ifconfig", "bridge", "create"]);
  writeFileSync(directory.hostFile, host);
  mkdirSync(join(directory.root, "etc"), { recursive: true });
  writeFileSync(join(directory.root, "etc/rc.conf"), 'hostname="a"\n');
  return savedLab(directory, saveState(lab));
}

const packedAs = (value: unknown) => gzipSync(JSON.stringify(value));

test("a lab that was saved is laid out elsewhere as it was", async () => {
  const one = await saved();
  const read = unpackLab(packLab(one));
  expect(read).toEqual(JSON.parse(JSON.stringify(one)));
  const elsewhere = labDirectory(mkdtempSync(join(home, "new-")));
  layOut(elsewhere, read)();
  expect(readFileSync(join(elsewhere.root, "etc/rc.conf"), "utf8")).toBe('hostname="a"\n');
  expect(savedLab(elsewhere, one.state ?? undefined)).toEqual(one);
});

test("a saved lab whose paths lead elsewhere is refused, and nothing is written", async () => {
  const one = await saved();
  const file = (path: string) => ({ file: path, mode: 0o644, bytes: "" });
  for (const [tree, why] of [
    [[file("/../escaped")], 'leads elsewhere: "/../escaped"'],
    [[file("escaped")], 'leads elsewhere: "escaped"'],
    [[file("/etc//x")], "leads elsewhere"],
    [[file("/")], "twice"],
    [[{ directory: "/etc/.." }], "leads elsewhere"],
    [[file("/a\0b")], "leads elsewhere"],
    [[{ link: "/etc", to: "/" }, file("/etc/passwd")], 'in no directory of the lab: "/etc/passwd"'],
    [[{ link: "/etc", to: "/" }, file("/etc")], 'twice: "/etc"'],
    [[{ link: "/etc", to: "/" }, { directory: "/etc" }], 'twice: "/etc"'],
    [[file("/no/such")], "in no directory"],
    [[{ ...file("/su"), mode: 0o4755 }], "damaged: tree.0"],
    [[{ ...file("/x"), bytes: "?" }], "damaged: tree.0"],
  ] as const) {
    expect(() => unpackLab(packedAs({ ...one, tree }))).toThrow(why);
  }
  expect(readdirSync(home)).not.toContain("escaped");
});

test("a lab that another version saved, and what is none, is refused with what it is", async () => {
  const one = await saved();
  for (const [bytes, why] of [
    [packedAs({ ...one, version: 0 }), "it is of version 0, and this ngbuddy reads version 1"],
    [packedAs({ ...one, state: { ...one.state, version: 0 } }), "it is of another version"],
    [packedAs({ ...one, format: "tar" }), "it is no saved lab"],
    [packedAs(null), "it is no saved lab"],
    [Buffer.from("hello"), "it is no saved lab"],
    [packedAs({ ...one, state: { clock: { uptime: -1, bootEpoch: 0 } } }), "damaged: state.clock"],
    [packedAs({ ...one, host: "{" }), "not JSON"],
    [packedAs({ ...one, host: '{"hostname":"other"}' }), "described otherwise"],
  ] as const) {
    expect(() => unpackLab(bytes)).toThrow(why);
  }
});

test("a saved lab whose state would take the program's methods is refused", async () => {
  const one = await saved();
  const damage = (field: string) => {
    const text = JSON.stringify(one).replace('"fields":[', `"fields":[["${field}",1],`);
    return gzipSync(text);
  };
  expect(() => unpackLab(damage("__proto__"))).toThrow("__proto__ is not data");
  expect(() => unpackLab(damage("toString"))).toThrow("toString is not data");
});
