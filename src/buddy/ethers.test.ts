import { expect, test } from "bun:test";
import { wantedBy } from "../../test/support/seen.ts";
import type { Host } from "../host/host.ts";
import { etherOf, refuseCollisions, writtenEther } from "./ethers.ts";

/** The address of b1 when rc.conf's command prints this. */
async function address(stdout: string, prefix = "589cfc", status = 0): Promise<string> {
  const asked: unknown[] = [];
  const host = {
    run: async (argv: readonly string[], options: unknown) => {
      asked.push([argv, options]);
      return { argv, status, stdout, stderr: "" };
    },
  } as unknown as Host;
  const wanted = wantedBy("set_mac=x", `set_mac_prefix=${prefix}`, "set_mac_hash='sha224 -q'");
  const ether = await etherOf(host, wanted, "b1").catch((error: Error) => error.message);
  expect(asked).toEqual([[["sha224", "-q"], { stdin: "b1x" }]]);
  return ether;
}

test("a command's first digits make the address", async () => {
  expect(await address("0123456789abcdef\n")).toBe("58:9c:fc:01:23:45");
  // No more than are needed, as with the ports' ngbuddy(8)'s cut(1).
  expect(await address("012345 0123456789abcdef\n")).toBe("58:9c:fc:01:23:45");
  expect(await address("ab\n", "589cfc0011")).toBe("58:9c:fc:00:11:ab");
  expect(await address("SHA224 (stdin) = 0123456789abcdef\n")).toBe("58:9c:fc:01:23:45");
});

test("what is no hash is refused, with what was printed", async () => {
  expect(await address("abc\n")).toBe(
    'ngbuddy_set_mac_hash: "sha224 -q" gave "abc", which is no hash of enough digits',
  );
  expect(await address("", "589cfc", 1)).toBe(
    'ngbuddy_set_mac_hash: "sha224 -q" failed: exit status 1',
  );
});

test("an address that a station on a bridge has is refused, until that has been silent for a minute", () => {
  const heard = (staleness: number) => () =>
    refuseCollisions(
      new Map([["b1", "58:9c:fc:7e:83:ca"]]),
      [],
      new Map([["lan", [{ addr: "58:9c:fc:7e:83:ca", hook: "link0", age: 100, staleness }]]]),
    );
  expect(heard(5)).toThrow(
    "the address of b1 would be 58:9c:fc:7e:83:ca, which a station behind lan's link0 (heard 5 s ago) has",
  );
  expect(heard(61)).not.toThrow();
});

test("an address that ifconfig_IF gives is known by each of ifconfig's words for it", () => {
  const written = (...lines: string[]) => writtenEther(wantedBy(...lines), "web-1")?.ether;
  expect(written("ifconfig_web_1='ether 02:11:22:33:44:5'")).toBe("02:11:22:33:44:05");
  expect(written("ifconfig_web_1='inet 10.0.0.2/24 lladdr 02-AA-22-33-44-55'")).toBe(
    "02:aa:22:33:44:55",
  );
  expect(written("ifconfig_web_1_alias0='link 02:11:22:33:44:55'")).toBe("02:11:22:33:44:55");
  expect(written("ifconfig_web_1='inet 10.0.0.2/24'")).toBeUndefined();
  expect(written("ifconfig_web_1='ether random'")).toBeUndefined();
});

test("an address that ngbuddy_mac_IF pins is the one an interface is made with; ifconfig_IF is for afterwards, and wins", () => {
  const pin = "mac_web_1=02-0A-0:0:0:1";
  expect(writtenEther(wantedBy(pin), "web-1")).toEqual({
    ether: "02:0a:00:00:00:01",
    variable: "ngbuddy_mac_web_1",
  });
  expect(writtenEther(wantedBy(pin, "ifconfig_web_1='ether 02:0:0:0:0:2'"), "web-1")).toEqual({
    ether: "02:00:00:00:00:02",
    variable: "ifconfig_web_1",
  });
  expect(writtenEther(wantedBy(pin), "web")).toBeUndefined();
});

test("blanks around a command that hashes are no part of it", async () => {
  const asked: (readonly string[])[] = [];
  const host = {
    run: async (argv: readonly string[]) => {
      asked.push(argv);
      return { argv, status: 0, stdout: "0123456789ab\n", stderr: "" };
    },
  } as unknown as Host;
  await etherOf(host, wantedBy("set_mac=x", "set_mac_hash='  sha224  -q '"), "b1");
  expect(asked).toEqual([["sha224", "-q"]]);
  expect(wantedBy("set_mac=x", "set_mac_hash=' sha256'").mac.hash).toBe("sha256");
  expect(wantedBy("set_mac=x", "set_mac_hash='  '").mac.hash).toBe("sha1");
});
