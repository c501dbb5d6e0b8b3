/** The messages of ng_ksocket(4). */
import { expect, test } from "bun:test";
import { layoutOf } from "../../../test/support/layouts.ts";
import { errnoOf } from "../../../test/support/refusal.ts";
import { parseArgs } from "../ascii.ts";
import { errno } from "../errno.ts";
import { ksocket } from "./ksocket.ts";

// ng_ksocket.c: ng_parse_sockoptval_getLength.
test("the value of a socket's option has what is left of the message", () => {
  const option = layoutOf(ksocket, "setopt");
  expect(parseArgs(option, "{ }", [{ arglen: 9 }]).length).toBe(12);
  expect(errnoOf(() => parseArgs(option, "{ }", [{ arglen: 4 }]))).toBe(errno.ENOMEM);
});
