/** What the page may have changed: requests that are taken, and those that are refused. */
import { describe, expect, test } from "bun:test";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { answerChange, type Change, type Changes } from "./changes.ts";

const forms = ["bridge", "jail"].map((name) => ({ name, title: name, arguments: [] }));

/** Asks for a change as the page does, but for what the test says. */
async function asked(
  body: string,
  { path = "/apply", headers = {} as object, isReadOnly = false, status = 0 } = {},
) {
  const carriedOut: Change[] = [];
  const changes: Changes = {
    forms,
    names: async () => [],
    async carryOut(change) {
      carriedOut.push(change);
      return { status, text: "done\n" };
    },
  };
  const request = Object.assign(Readable.from([body]), {
    headers: { "content-type": "application/json", origin: "http://127.0.0.1", ...headers },
  }) as unknown as IncomingMessage;
  let answer: unknown;
  const response = {
    writeHead: (code: number) => {
      answer = code;
    },
    end: (text: string) => {
      answer = [answer, text];
    },
  } as unknown as ServerResponse;
  await answerChange(request, response, isReadOnly ? undefined : changes, path, (code, text) => {
    answer = [code, text];
  });
  return { answer, carriedOut };
}
const words = (...all: unknown[]) => JSON.stringify({ words: all });

describe("a change", () => {
  test("is carried out, or its plan shown", async () => {
    const { answer, carriedOut } = await asked(words("jail", "web1", "lan"));
    expect([answer, carriedOut]).toEqual([
      [200, "done\n"],
      [{ words: ["jail", "web1", "lan"], dryRun: false }],
    ]);
    expect((await asked(words("jail", "web1"), { path: "/plan" })).carriedOut).toEqual([
      { words: ["jail", "web1"], dryRun: true },
    ]);
  });
  test("that fails is told with what went wrong", async () => {
    expect((await asked(words("jail", "web1"), { status: 65 })).answer).toEqual([422, "done\n"]);
  });
});

describe("no change is", () => {
  test.each([
    ["another subcommand", words("stop")],
    ["an option", words("jail", "-q")],
    ["more than four words", words("jail", "a", "b", "c", "d")],
    ["a word that is no name", words("jail", "a b")],
    ["a word of more than 31 characters", words("jail", "a".repeat(32))],
    ["a number in a word's place", words("jail", 7)],
    ["no list of words", JSON.stringify({ words: "jail" })],
    ["no JSON", "jail web1"],
    ["a body that is too long", `${words("jail", "web1")}${" ".repeat(5000)}`],
  ])("%s", async (_what, body) => {
    const { answer, carriedOut } = await asked(body);
    expect([answer, carriedOut]).toEqual([[400, "one of bridge, jail and its names"], []]);
  });

  test.each([
    [404, { path: "/other" }],
    [403, { headers: { "content-type": "text/plain" } }],
    [403, { headers: { origin: undefined } }],
    [403, { isReadOnly: true }],
  ])("what is refused with %i: %j", async (status, options) => {
    const { answer, carriedOut } = await asked(words("jail", "web1"), options);
    expect([(answer as unknown[])[0], carriedOut]).toEqual([status, []]);
  });
});
