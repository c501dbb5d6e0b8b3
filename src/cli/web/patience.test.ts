import { expect, test } from "bun:test";
import { patiently } from "./patience.ts";

test("a host that does not answer is told of while it is waited for", async () => {
  const answer = Promise.withResolvers<string>();
  const told = Promise.withResolvers<void>();
  const waiting = patiently(answer.promise, 0, told.resolve);
  await told.promise;
  answer.resolve("here");
  expect(await waiting).toBe("here");
});

test("one that answers in time is not, and what it throws is thrown on", async () => {
  let told = 0;
  const tell = () => {
    told++;
  };
  expect(await patiently(Promise.resolve(1), 3600, tell)).toBe(1);
  await expect(patiently(Promise.reject(new Error("gone")), 3600, tell)).rejects.toThrow("gone");
  expect(told).toBe(0);
});
