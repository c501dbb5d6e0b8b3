/** Reading of every jail, whatever one of them does. */
import { describe, expect, test } from "bun:test";
import { applying } from "../../test/support/applying.ts";
import { CommandError } from "./commanderror.ts";
import { readEach, readJails, vnetJails } from "./jailreading.ts";
import { OutputError } from "./json.ts";

const jail = (jid: number) => ({ jid, name: `j${jid}`, hostname: "", path: "/", vnet: true });
const failing = (stderr: string) =>
  new CommandError({ argv: ["ifconfig"], status: 1, stdout: "", stderr });

test("those with a network stack of their own are read, each by its number", async () => {
  const { host } = await applying(
    "jail -c name=web path=/ vnet persist",
    "jail -c name=shared path=/ persist",
    "jail -c name=db path=/ vnet persist",
  );
  expect((await vnetJails(host)).map(({ name }) => name)).toEqual(["web", "db"]);
  const { read } = await readJails(host, async (jid) => `read ${jid}`);
  expect(read.map(({ jail: { name }, found }) => `${name} ${found}`)).toEqual([
    "web read 1",
    "db read 3",
  ]);
});

describe("one that", () => {
  const readings = (second: () => Promise<string>) =>
    readEach([1, 2, 3].map(jail), (jid) => (jid === "2" ? second() : Promise.resolve(jid)));

  test("cannot be read keeps nobody from reading the others, and is told with the reason", async () => {
    for (const error of [failing("ifconfig: killed"), new OutputError("netstat", "x")]) {
      const { read, unreadable } = await readings(() => Promise.reject(error));
      expect(read.map(({ found }) => found)).toEqual(["1", "3"]);
      expect(unreadable).toEqual([{ jail: "j2", jid: 2, reason: error.message }]);
    }
  });

  test("has ended meanwhile is not spoken of", async () => {
    const { read, unreadable } = await readings(() =>
      Promise.reject(failing('jail "2" not found')),
    );
    expect(read).toHaveLength(2);
    expect(unreadable).toEqual([]);
  });

  test("fails for what is no fault of a jail's ends the reading", async () => {
    await expect(readings(() => Promise.reject(new Error("no such lab")))).rejects.toThrow(
      "no such lab",
    );
  });
});

test("many are read a few at a time, and told in their order", async () => {
  let under = 0;
  let most = 0;
  const { read } = await readEach(
    Array.from({ length: 30 }, (_, at) => jail(at + 1)),
    async (jid) => {
      most = Math.max(most, ++under);
      for (let turns = Number(jid) % 4; turns >= 0; turns--) await null;
      under--;
      return jid;
    },
  );
  expect(most).toBe(8);
  expect(read.map(({ found }) => Number(found))).toEqual(read.map(({ jail: { jid } }) => jid));
  expect(read).toHaveLength(30);
});
