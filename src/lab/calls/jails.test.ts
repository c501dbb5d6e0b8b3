/** jail_get(2), as the kernel answers it (sys/kern/kern_jail.c). */
import { expect, test } from "bun:test";
import { setNumber, textAt } from "../../calls/layout.ts";
import { iovec } from "../../calls/structs.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Jail } from "../jails/jail.ts";
import { answerJailGet, parametersIn } from "./jails.ts";

const jails = [
  { jid: 3, name: "web", path: "/j/web", hostname: "web.example", vnet: {} },
  { jid: 7, name: "db", path: "/j/db", hostname: "db.example", vnet: undefined },
] as unknown as Jail[];

const integer = (value: number) => new Uint8Array(Int32Array.of(value).buffer);
const ask = (asked: { readonly [name: string]: Uint8Array }) =>
  answerJailGet(jails, new Map(Object.entries(asked)));

test("a jail is found by its name, by its number, and as the one behind another", () => {
  expect(ask({ name: Buffer.from("db\0") })).toEqual({ jid: 7 });
  expect(ask({ jid: integer(3) })).toEqual({ jid: 3 });
  expect(ask({ lastjid: integer(0) })).toEqual({ jid: 3 });
  expect(ask({ lastjid: integer(3) })).toEqual({ jid: 7 });
});

test("one that is not there is refused with the kernel's words", () => {
  for (const [asked, words] of [
    [{ name: Buffer.from("no\0") }, 'jail "no" not found'],
    [{ jid: integer(9) }, "jail 9 not found"],
    [{ lastjid: integer(7) }, "jail not found after 7"],
    [{}, 'jail "" not found'],
  ] as const) {
    const errmsg = new Uint8Array(100);
    expect(ask({ ...asked, errmsg })).toEqual({ errno: errno.ENOENT });
    expect(textAt(errmsg, 0, 100)).toBe(words);
  }
});

test("what is asked of it is filled in, cut so that a NUL fits", () => {
  const room = {
    name: new Uint8Array(10),
    path: new Uint8Array(4),
    "host.hostname": new Uint8Array(20),
    vnet: integer(0),
  };
  ask({ jid: integer(3), ...room });
  expect([room.name, room.path, room["host.hostname"]].map((one) => textAt(one, 0, 20))).toEqual([
    "web",
    "/j/",
    "web.example",
  ]);
  // JAIL_SYS_NEW and JAIL_SYS_INHERIT of sys/jail.h.
  expect(room.vnet).toEqual(integer(1));
  ask({ jid: integer(7), vnet: room.vnet });
  expect(room.vnet).toEqual(integer(2));
});

test("parameters are names and values by turns, a name that has no value is none", () => {
  const places = [
    Buffer.from("name\0"),
    Buffer.from("web\0"),
    Buffer.from("path\0"),
    new Uint8Array(9),
    Buffer.from("odd\0"),
  ];
  const vector = new Uint8Array(places.length * iovec.size);
  for (const index of places.keys())
    setNumber(iovec, vector, "base", index + 1, index * iovec.size);
  const found = parametersIn(vector, 5, (place) => places[place - 1]!);
  expect([...found]).toEqual([
    ["name", places[1]!],
    ["path", places[3]!],
  ]);
});
