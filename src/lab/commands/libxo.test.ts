import { expect, test } from "bun:test";
import { recording } from "../../../test/support/lab.ts";
import { takeXoOptions, writeXo, type Xo } from "./libxo.ts";

test("JSON is written as libxo writes it, compact and pretty, for every recorded document", () => {
  const sessions = ["08-jails", "30-host-commands"];
  const documents = sessions
    .flatMap(recording)
    .filter(({ run }) => run?.includes("--libxo"))
    .map(({ run, stdout }) => ({ stdout, pretty: run!.includes("pretty") }));
  expect(documents.length).toBe(5);
  for (const { stdout, pretty } of documents) {
    expect(writeXo(JSON.parse(stdout) as Xo, pretty)).toBe(stdout);
  }
});

test("a tab or an escape character comes out as it is, which is what libxo does", () => {
  const nasty = { a: 'x\t\x1b[31m"\\\n\r' };
  expect(writeXo(nasty, false)).toBe('{"a":"x\t\x1b[31m\\"\\\\\\n\\r"}\n');
});

test("--libxo is found wherever it stands, in both its forms", () => {
  expect(takeXoOptions(["netstat", "--libxo", "json,pretty", "-rn"])).toEqual({
    json: true,
    pretty: true,
    argv: ["netstat", "-rn"],
    unknown: undefined,
  });
  expect(takeXoOptions(["jls", "-N", "--libxo=json"])).toMatchObject({ json: true, pretty: false });
  expect(takeXoOptions(["jls", "--libxo", "xml"]).unknown).toBe("xml");
  expect(takeXoOptions(["jls"])).toMatchObject({ json: false, argv: ["jls"] });
});
