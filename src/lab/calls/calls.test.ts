/** The lab's kernel by its calls: descriptors, room and errno, as C's functions have them. What they tell is in src/calls/kernel.test.ts. */
import { describe, expect, test } from "bun:test";
import { makeJail, recordedHost, testLab } from "../../../test/support/lab.ts";
import { cText, setNumber, textAt } from "../../calls/layout.ts";
import { requests } from "../../calls/requests.ts";
import { ifreq } from "../../calls/structs.ts";
import { errno } from "../../netgraph/errno.ts";
import { labCalls } from "./calls.ts";

function named(name: string): Uint8Array {
  const struct = new Uint8Array(ifreq.size);
  struct.set(Buffer.from(name));
  return struct;
}

test("a request on what is no socket is refused", () => {
  const calls = labCalls(testLab(recordedHost).lab);
  expect([calls.ioctl(3, requests.SIOCGIFFLAGS, named("vtnet0")), calls.errno()]).toEqual([
    -1,
    errno.EBADF,
  ]);
  const fd = calls.socket(1, 2, 0);
  expect([calls.ioctl(fd, requests.SIOCGIFFLAGS, named("vtnet0")), calls.open()]).toEqual([0, 1]);
});

describe("a value", () => {
  const size = (room: number) => new BigUint64Array([BigInt(room)]);
  const calls = labCalls(testLab(recordedHost).lab);
  const name = cText("kern.ostype");

  test("says how long it is where no room is given, and fills no more than there is", () => {
    const asked = size(0);
    expect([calls.sysctlbyname(name, null, asked), asked[0]]).toEqual([0, 8n]);
    const out = new Uint8Array(10);
    const given = size(10);
    expect([calls.sysctlbyname(name, out, given), given[0], textAt(out, 0, 10)]).toEqual([
      0,
      8n,
      "FreeBSD",
    ]);
    const little = new Uint8Array(7);
    expect([calls.sysctlbyname(name, little, size(7)), calls.errno()]).toEqual([-1, errno.ENOMEM]);
    expect(little).toEqual(new Uint8Array(7));
  });

  test("and a table that are not there are refused", () => {
    expect([calls.sysctlbyname(cText("kern.nosuch"), null, size(0)), calls.errno()]).toEqual([
      -1,
      errno.ENOENT,
    ]);
    const numbers = Int32Array.of(4, 17, 0, 0, 99, 0);
    expect([calls.sysctl(numbers, 6, null, size(0)), calls.errno()]).toEqual([-1, errno.ENOENT]);
  });
});

test("what a struct points at is forgotten when the call is over", () => {
  const { lab } = testLab(recordedHost);
  const calls = labCalls(lab);
  const fd = calls.socket(1, 2, 0);
  const rename = (at: bigint) => {
    const struct = named("vtnet1");
    setNumber(ifreq, struct, "data", at);
    return calls.ioctl(fd, requests.SIOCSIFNAME, struct);
  };
  const place = calls.address(cText("one"));
  expect(rename(place)).toBe(0);
  expect([rename(place), calls.errno()]).toEqual([-1, errno.ENXIO]);
  expect(lab.host.interface("one")).toBeDefined();
});

test("modules are loaded once, and found once they are there", () => {
  const calls = labCalls(testLab(recordedHost).lab);
  expect([calls.modfind(cText("ng_bridge")), calls.errno()]).toEqual([-1, errno.ENOENT]);
  expect(calls.kldload(cText("ng_bridge"))).toBe(0);
  expect(calls.modfind(cText("ng_bridge"))).toBe(1);
  expect([calls.kldload(cText("ng_bridge")), calls.errno()]).toEqual([-1, errno.EEXIST]);
});

test("a jail has its own interfaces, and sees no jails", () => {
  const { lab } = testLab(recordedHost);
  const jail = makeJail(lab, "j");
  const calls = labCalls(lab, jail);
  const fd = calls.socket(1, 2, 0);
  expect(calls.ioctl(fd, requests.SIOCGIFFLAGS, named("lo0"))).toBe(0);
  expect([calls.ioctl(fd, requests.SIOCGIFFLAGS, named("vtnet0")), calls.errno()]).toEqual([
    -1,
    errno.ENXIO,
  ]);
  const struct = named("lo0");
  setNumber(ifreq, struct, "jid", jail.jid);
  expect([calls.ioctl(fd, requests.SIOCSIFRVNET, struct), calls.errno()]).toEqual([
    -1,
    errno.ENXIO,
  ]);
});
