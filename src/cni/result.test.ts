import { expect, test } from "bun:test";
import fc from "fast-check";
import { prefixedText, readPrefixed } from "./address.ts";
import { CniError } from "./error.ts";
import { parseFields } from "./fields.ts";
import { readResult, resultOf } from "./result.ts";

const addresses = fc.oneof(
  fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
);

test("an address is read as it is written, and nothing that is none", () => {
  fc.assert(
    fc.property(addresses, ([address, length]) => {
      const read = readPrefixed(`${address}/${length}`);
      expect(read).toMatchObject({ length, family: address.includes(":") ? "inet6" : "inet" });
      expect(readPrefixed(prefixedText(read!))).toEqual(read);
    }),
  );
  for (const text of [
    "",
    "/",
    "10.0.0.1",
    "10.0.0.1/",
    "10.1/8",
    "010.0.0.1/8",
    "10.0.0.1/33",
    "::1/129",
    "fe80::1%em0/64",
    "10.0.0.1/8 ",
    "-1/8",
    "1/8",
  ])
    expect([text, readPrefixed(text)]).toEqual([text, undefined]);
});

test("what is answered can be read again, with all that was given", () => {
  const added = { interface: "eth0", mac: "02:00:00:00:00:01", mtu: 1500, netns: "web" };
  fc.assert(
    fc.property(fc.array(addresses), fc.array(addresses), (ips, routes) => {
      const given = {
        interfaces: [],
        addresses: ips.map((one) => ({
          address: readPrefixed(one.join("/"))!,
          gateway: undefined,
          interface: 0,
        })),
        routes: routes.map((one) => ({
          destination: readPrefixed(one.join("/"))!,
          gateway: undefined,
        })),
        dns: {},
      };
      const answer = JSON.stringify(resultOf("1.1.0", { ...added, given }, undefined));
      expect(readResult(parseFields("it", answer))).toEqual({
        ...given,
        interfaces: [{ name: "eth0", mac: added.mac, sandbox: "web" }],
      });
    }),
  );
});

test("whatever a plugin answers is read or refused", () => {
  const answers = fc.record({
    ips: fc.jsonValue(),
    routes: fc.jsonValue(),
    dns: fc.jsonValue(),
    interfaces: fc.jsonValue(),
  });
  fc.assert(
    fc.property(answers, (answer) => {
      try {
        readResult(parseFields("it", JSON.stringify(answer), "decoding"));
      } catch (error) {
        expect(error).toBeInstanceOf(CniError);
        expect((error as CniError).code).toBe(6);
      }
    }),
  );
});
