/** Where labs are, and who runs one. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainProcesses } from "../../host/processes.ts";
import {
  allLabs,
  claim,
  currentLab,
  DirectoryError,
  labDirectory,
  runningPid,
} from "./directory.ts";

const top = mkdtempSync(join(tmpdir(), "ngbuddy-directory-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

describe("the lab that is meant", () => {
  test("is the one of NGBUDDY_LAB, or the default one among those of the user's state", () => {
    expect(currentLab({ NGBUDDY_LAB: "/x/mine", XDG_STATE_HOME: "/s", HOME: "/h" }).path).toBe(
      "/x/mine",
    );
    expect(currentLab({ XDG_STATE_HOME: "/s", HOME: "/h" }).path).toBe("/s/ngbuddy/labs/default");
    expect(currentLab({ XDG_STATE_HOME: "", HOME: "/h" }).path).toBe(
      "/h/.local/state/ngbuddy/labs/default",
    );
  });
  test("is called by the last part of its path", () => {
    expect(labDirectory("/x/mine/")).toMatchObject({
      name: "mine",
      netgraphSocket: "/x/mine/netgraph.sock",
    });
  });
  test("may not be so deep that its sockets have no path", () => {
    const longest = `/${"a".repeat(88)}`;
    expect(labDirectory(longest).netgraphSocket).toHaveLength(103);
    expect(() => labDirectory(`${longest}b`)).toThrow(DirectoryError);
    expect(() => labDirectory(`${longest}b`)).toThrow(
      "give one of at most 89 bytes with NGBUDDY_LAB",
    );
  });
});

test("all labs are the directories of the user's state, by name, and none where there is no such place", () => {
  const labs = join(top, "state", "ngbuddy", "labs");
  for (const name of ["b", "a"]) mkdirSync(join(labs, name), { recursive: true });
  writeFileSync(join(labs, "file"), "");
  expect(allLabs({ XDG_STATE_HOME: join(top, "state") }).map(({ name }) => name)).toEqual([
    "a",
    "b",
  ]);
  expect(allLabs({ XDG_STATE_HOME: join(top, "nosuch") })).toEqual([]);
});

describe("whoever runs a lab", () => {
  const made = (name: string) => {
    const path = join(top, name);
    mkdirSync(path);
    return labDirectory(path);
  };
  test("writes its number for people to see, and keeps others out until it lets go", async () => {
    const lab = made("claimed");
    const processes = plainProcesses();
    const letGo = await claim(lab, processes);
    expect(letGo).toBeFunction();
    expect(readFileSync(lab.pidFile, "utf8")).toBe(`${process.pid}\n`);
    expect(runningPid(lab)).toBe(process.pid);
    expect(await claim(lab, processes)).toBeUndefined();
    letGo!();
    (await claim(lab, processes))!();
  });
  test("is not known by a file that holds no number", () => {
    const lab = made("odd");
    expect(runningPid(lab)).toBeUndefined();
    for (const text of ["nonsense\n", "0\n", "-5\n", "1.5\n", ""]) {
      writeFileSync(lab.pidFile, text, { mode: 0o600 });
      expect([text, runningPid(lab)]).toEqual([text, undefined]);
    }
  });
});
