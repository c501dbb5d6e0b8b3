/** FreeBSD's error numbers, names and texts. */
import { expect, test } from "bun:test";
import { errno, errnoName, errnoNumber, errnoText, NetgraphError } from "./errno.ts";

test("an error has FreeBSD's number, name and text, whichever of them is known", () => {
  for (const [name, number] of Object.entries(errno)) {
    expect(errnoName(number)).toBe(name);
    expect(errnoNumber(errnoText(number))).toBe(number);
  }
  // These are not Linux's numbers.
  expect([errno.EAGAIN, errno.ENOBUFS, errno.ENOTCONN, errno.ENOSYS]).toEqual([35, 55, 57, 78]);
});

test("an error that is not known is shown by its number", () => {
  expect([errnoText(250), errnoName(250), errnoNumber("No such text")]).toEqual([
    "Unknown error: 250",
    "250",
    undefined,
  ]);
});

test("a refusal says what was asked of what, and why it was refused", () => {
  expect(new NetgraphError("mkpeer", "public:", errno.EEXIST).message).toBe(
    "mkpeer public:: File exists",
  );
  const error = new NetgraphError("listhooks", ".", errno.ENOBUFS, "raise it");
  expect(error.message).toBe("listhooks .: No buffer space available (raise it)");
  expect(error).toMatchObject({ operation: "listhooks", object: ".", errno: 55 });
});
