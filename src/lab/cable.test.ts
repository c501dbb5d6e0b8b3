import { expect, test } from "bun:test";
import { bootLab, cable, defaultHost, type Lab } from "./index.ts";
import { restoreState, saveState } from "./state.ts";

/** A host with a NIC on a LAN, and `vtnet1`, which has nobody on its wire. */
function host(hostname: string, last: number): Lab {
  const [first] = defaultHost.interfaces;
  return bootLab({
    ...defaultHost,
    hostname,
    interfaces: [
      first!,
      {
        name: "vtnet1",
        ether: `58:9c:fc:00:2b:0${last}`,
        inet: [`10.9.0.${last}/24`],
        up: true,
      },
    ],
  });
}

const run = async (lab: Lab, command: string) => {
  const { status, stdout, stderr } = await lab.capture(["sh", "-c", command]);
  return { status, text: stdout + stderr };
};
const ping = (lab: Lab, address: string) => run(lab, `ping -q -c 1 -t 1 ${address}`);

test("two labs of one process that are joined by a cable ping each other, until it is pulled out", async () => {
  const [a, b] = [host("a", 1), host("b", 2)];
  expect(await ping(a, "10.9.0.2")).toMatchObject({ status: 2 });
  const joined = cable(a, "vtnet1", b, "vtnet1");
  expect(await ping(a, "10.9.0.2")).toMatchObject({ status: 0 });
  expect(await ping(b, "10.9.0.1")).toMatchObject({ status: 0 });
  joined.pullOut();
  expect(await ping(a, "10.9.0.2")).toMatchObject({ status: 2 });
});

test("a cable takes the place of the LAN behind a NIC, which is back when it is pulled out", async () => {
  const [a, b] = [host("a", 1), host("b", 2)];
  const joined = cable(a, "vtnet0", b, "vtnet1");
  expect(await ping(a, "10.2.70.1")).toMatchObject({ status: 2 });
  joined.pullOut();
  expect(await ping(a, "10.2.70.1")).toMatchObject({ status: 0 });
});

test("a cable stays in a NIC whose host is booted, and in one whose state is restored", async () => {
  const [a, b] = [host("a", 1), host("b", 2)];
  const joined = cable(a, "vtnet1", b, "vtnet1");
  await a.capture(["reboot", "-q"]);
  await run(a, "ifconfig vtnet1 inet 10.9.0.1/24 up");
  expect(await ping(a, "10.9.0.2")).toMatchObject({ status: 0 });
  restoreState(a, saveState(a));
  expect(await ping(b, "10.9.0.1")).toMatchObject({ status: 0 });
  const state = saveState(a);
  joined.pullOut();
  restoreState(a, state);
  expect((await run(a, "ifconfig vtnet1")).text).toContain("status: active");
});

test("a NIC without anybody at the other end of its cable has no carrier, nor has a VLAN on it, and dmesg says when", async () => {
  const [a, b] = [host("a", 1), host("b", 2)];
  await run(a, "ifconfig vtnet1.7 create");
  const other = cable(a, "vtnet1", b, "vtnet1");
  other.pullOut();
  const { text } = await run(a, "dmesg | grep vtnet1");
  expect(text).toContain(
    [
      "vtnet1: link state changed to DOWN",
      "vtnet1.7: link state changed to DOWN",
      "vtnet1: link state changed to UP",
      "vtnet1.7: link state changed to UP",
    ].join("\n"),
  );
});

test("a NIC that there is not, and one that has a cable, are refused, and nothing is plugged in", async () => {
  const [a, b] = [host("a", 1), host("b", 2)];
  expect(() => cable(a, "vtnet1", b, "em7")).toThrow(
    "the host has no NIC em7; it has vtnet0, vtnet1",
  );
  cable(a, "vtnet1", b, "vtnet1");
  expect(() => cable(b, "vtnet0", a, "vtnet1")).toThrow("vtnet1 has a cable already");
  expect(await ping(b, "10.2.70.1")).toMatchObject({ status: 0 });
});

test("a frame that goes round between bridges of three labs for ever is dropped at last", async () => {
  const labs = [1, 2, 3].map((last) => host(`lab${last}`, last));
  for (const lab of labs)
    await run(lab, "ifconfig bridge0 create && ifconfig bridge0 addm vtnet0 addm vtnet1 up");
  for (const [at, lab] of labs.entries()) cable(lab, "vtnet0", labs[(at + 1) % 3]!, "vtnet1");
  expect(await run(labs[0]!, "ping -q -c 1 -t 1 10.9.0.250")).toMatchObject({ status: 2 });
}, 60_000);
