/** Where the server keeps the key of its cookies. */
import { afterAll, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import type { Io } from "../io.ts";
import { withKey } from "./key.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-webkey-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const lab = { kind: "lab" } as Host;

test("of a lab it is kept among the user's state", () => {
  const [state, home] = [join(directory, "state"), join(directory, "home")];
  withKey(lab, { env: { XDG_STATE_HOME: state, HOME: home } } as unknown as Io, (key) => key.key());
  expect([existsSync(join(state, "ngbuddy", "web.key")), existsSync(home)]).toEqual([true, false]);
  withKey(lab, { env: { XDG_STATE_HOME: "", HOME: home } } as unknown as Io, (key) => key.key());
  expect(existsSync(join(home, ".local", "state", "ngbuddy", "web.key"))).toBe(true);
});

test("a place where it cannot be kept is told with the file", () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  expect(() =>
    withKey(lab, { env: { XDG_STATE_HOME: file } } as unknown as Io, (key) => key.key()),
  ).toThrow(`web: cannot keep its key in ${join(file, "ngbuddy", "web.key")}: `);
});
