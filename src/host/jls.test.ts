/** What jls(8) prints of jails. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { onlyOutputErrors, recordedOutputs } from "../../test/support/recordedoutputs.ts";
import { parseJls } from "./jls.ts";

describe("jls", () => {
  test("the recorded jails, with their own stacks", () => {
    const [output] = recordedOutputs(/^jls -n --libxo json jid name vnet/);
    expect(parseJls(output!)).toEqual([
      { jid: 1, name: "j1", hostname: "j1", path: "/", vnet: true },
      { jid: 2, name: "j2", hostname: "j2", path: "/", vnet: true },
    ]);
  });

  test("no jails, and numbers that are numbers", () => {
    expect(parseJls('{"__version": "2", "jail-information": {"jail": []}}')).toEqual([]);
    expect(parseJls('{"jail-information": {"jail": [{"jid":7,"vnet":"inherit"}]}}')).toEqual([
      { jid: 7, name: "7", hostname: "", path: "", vnet: false },
    ]);
  });

  test("anything else is refused by name, and nothing stops it", () => {
    expect(() => parseJls("jls: unknown parameter: vnet")).toThrow(
      /^jls printed what is not understood: "jls: unknown/,
    );
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) =>
        onlyOutputErrors(() => parseJls(text)),
      ),
    );
  });

  test("a jail without a number is refused: nobody could look into it", () => {
    for (const jail of ['{"name":"web"}', '{"jid":"x"}', '{"jid":-1}', "null", "[]"])
      expect(() => parseJls(`{"jail-information": {"jail": [${jail}]}}`)).toThrow(
        /^jls printed what is not understood/,
      );
  });
});
