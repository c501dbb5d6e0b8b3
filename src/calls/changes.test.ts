/** Changes of interfaces: the bytes that the kernel is given. That they do what ifconfig(8) does is in kernel.test.ts. */
import { describe, expect, test } from "bun:test";
import { KernelError } from "../host/kernelerror.ts";
import type { KernelCalls } from "./calls.ts";
import { changeInterface, moveIntoJail, takeFromJail } from "./changes.ts";
import { interfaceSocket } from "./ioctl.ts";

describe("the bytes of a change are those of struct ifreq", () => {
  /** A kernel that says yes, and notes what it was given; its flags are 0x8843, all capabilities on. */
  function recordingKernel() {
    const given: string[] = [];
    const text = new TextDecoder();
    let pointed = "";
    const calls = {
      socket: () => 5,
      ioctl(_fd: number, request: number, struct: Uint8Array) {
        given.push(`${request.toString(16)} ${Buffer.from(struct).toString("hex")}`);
        // SIOCGIFFLAGS, SIOCGIFCAP: what is asked before it is changed.
        if (request === 0xc0206911) struct.set([0x43, 0x88, 0x02, 0x00], 16);
        if (request === 0xc020691f) struct.set([0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0], 16);
        return 0;
      },
      address(bytes: Uint8Array) {
        pointed = text.decode(bytes);
        return 0x1122334455667788n;
      },
    } as unknown as KernelCalls;
    return { calls, given, pointed: () => pointed };
  }

  const EM0 = `656d30${"00".repeat(13)}`;

  test.each([
    ["up", { set: "up", to: true }, `80206910 ${EM0}43880200${"00".repeat(12)}`],
    ["down", { set: "up", to: false }, `80206910 ${EM0}42880200${"00".repeat(12)}`],
    ["-promisc", { set: "promisc", to: false }, `80206910 ${EM0}43880000${"00".repeat(12)}`],
    ["mtu", { set: "mtu", to: 9000 }, `80206934 ${EM0}28230000${"00".repeat(12)}`],
    [
      "ether",
      { set: "ether", to: "02:00:5e:00:53:ff" },
      `8020693c ${EM0}061202005e0053ff${"00".repeat(8)}`,
    ],
    ["-lro", { set: "lro", to: false }, `8020691e ${EM0}fffb0000${"00".repeat(12)}`],
    [
      "description",
      { set: "description", to: "the way out" },
      `80206929 ${EM0}0c000000000000008877665544332211`,
    ],
    ["-description", { set: "description", to: "" }, `80206929 ${EM0}${"00".repeat(16)}`],
    ["name", { set: "name", to: "web1" }, `80206928 ${EM0}8877665544332211${"00".repeat(8)}`],
  ] as const)("%s", (_, change, bytes) => {
    const kernel = recordingKernel();
    changeInterface(kernel.calls, interfaceSocket(kernel.calls), "em0", change);
    expect(kernel.given.at(-1)).toBe(bytes);
    if (change.set === "name" || (change.set === "description" && change.to !== ""))
      expect(kernel.pointed()).toBe(`${change.to}\0`);
  });

  test("a name that no interface can have is not sent", () => {
    const kernel = recordingKernel();
    const change = { set: "up", to: true } as const;
    const socket = interfaceSocket(kernel.calls);
    for (const name of ["a".repeat(16), "a\0b"])
      expect(() => changeInterface(kernel.calls, socket, name, change)).toThrow(KernelError);
    expect(kernel.given).toEqual([]);
  });

  test("a capability that is so already, or that the interface has not, is not asked for", () => {
    const kernel = recordingKernel();
    const socket = interfaceSocket(kernel.calls);
    changeInterface(kernel.calls, socket, "em0", { set: "lro", to: true });
    // Only what it is now was asked.
    expect(kernel.given.map((line) => line.split(" ")[0])).toEqual(["c020691f"]);
  });

  test("a jail is given by its number, into it and out of it", () => {
    const kernel = recordingKernel();
    const socket = interfaceSocket(kernel.calls);
    moveIntoJail(socket, "em0", 258);
    takeFromJail(socket, "em0", 258);
    const struct = `${EM0}02010000${"00".repeat(12)}`;
    expect(kernel.given).toEqual([`c020695a ${struct}`, `c020695b ${struct}`]);
  });
});
