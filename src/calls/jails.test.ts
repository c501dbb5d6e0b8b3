/** jail_get(2): what it is asked, and what is made of its answers. */
import { describe, expect, test } from "bun:test";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { jidOf, readJails } from "./jails.ts";
import { numberAt, textAt } from "./layout.ts";
import { iovec } from "./structs.ts";

type Asked = ReadonlyMap<string, Uint8Array>;

/** A kernel whose jail_get finds its parameters in memory, and answers as the test says. */
function kernelThat(answer: (asked: Asked) => number) {
  const memory: Uint8Array[] = [];
  let last = 0;
  const all: Asked[] = [];
  const calls = {
    address: (bytes: Uint8Array) => BigInt(memory.push(bytes)),
    jail_get(vector: Uint8Array, count: number, flags: number) {
      expect([vector.length, flags]).toEqual([count * iovec.size, 0]);
      const parts = Array.from({ length: count }, (_, index) => {
        const bytes = memory[numberAt(iovec, vector, "base", index * iovec.size) - 1]!;
        expect(numberAt(iovec, vector, "len", index * iovec.size)).toBe(bytes.length);
        return bytes;
      });
      const asked = new Map<string, Uint8Array>();
      for (let at = 0; at < count; at += 2) {
        expect(parts[at]!.at(-1)).toBe(0);
        asked.set(textAt(parts[at]!, 0, 100), parts[at + 1]!);
      }
      all.push(asked);
      const result = answer(asked);
      last = -result;
      return result < 0 ? -1 : result;
    },
    errno: () => last,
  } as Partial<KernelCalls> as KernelCalls;
  return { calls, all };
}

const say = (asked: Asked, name: string, text: string) => asked.get(name)!.set(Buffer.from(text));
const numberIn = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);

describe("all jails", () => {
  test("are asked for one behind the other, until there is none", () => {
    const { calls, all } = kernelThat((asked) => {
      const last = numberIn(asked.get("lastjid")!);
      if (last >= 7) return -errno.ENOENT;
      say(asked, "name", last === 0 ? "web" : "db");
      say(asked, "host.hostname", "h");
      say(asked, "path", "/j");
      // JAIL_SYS_NEW, JAIL_SYS_INHERIT of sys/jail.h.
      asked.get("vnet")!.set([last === 0 ? 1 : 2]);
      return last === 0 ? 3 : 7;
    });
    expect(readJails(calls)).toEqual([
      { jid: 3, name: "web", hostname: "h", path: "/j", vnet: true },
      { jid: 7, name: "db", hostname: "h", path: "/j", vnet: false },
    ]);
    expect(all.map((asked) => numberIn(asked.get("lastjid")!))).toEqual([0, 3, 7]);
  });

  test("have room for the longest name and path that FreeBSD has", () => {
    const { calls, all } = kernelThat(() => -errno.ENOENT);
    readJails(calls);
    expect(
      ["name", "host.hostname", "path", "vnet"].map((name) => all[0]!.get(name)!.length),
    ).toEqual([256, 256, 1024, 4]);
  });

  test("that may not be seen are told with the kernel's own words", () => {
    const { calls } = kernelThat((asked) => {
      say(asked, "errmsg", "not for you");
      return -errno.EPERM;
    });
    expect(() => readJails(calls)).toThrow("jail_get behind 0: not for you");
  });
});

describe("one jail", () => {
  test("is asked for by its name, or by its number where that is all digits", () => {
    const { calls, all } = kernelThat(() => 7);
    expect([jidOf(calls, "web"), jidOf(calls, "7"), jidOf(calls, "7a")]).toEqual([7, 7, 7]);
    expect(textAt(all[0]!.get("name")!, 0, 100)).toBe("web");
    expect([numberIn(all[1]!.get("jid")!), all[1]!.has("name")]).toEqual([7, false]);
    expect(textAt(all[2]!.get("name")!, 0, 100)).toBe("7a");
  });

  test("that is not there is told, a number that none can have without asking", () => {
    const { calls, all } = kernelThat(() => -errno.ENOENT);
    expect(() => jidOf(calls, "web")).toThrow("jail_get web: No such file or directory");
    expect(() => jidOf(calls, "4294967296")).toThrow(KernelError);
    expect(all).toHaveLength(1);
  });
});
