/** What is said of a certificate and a key that do not go together, before anything listens. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../test/support/certificate.ts";
import { tlsOf } from "./listen.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-listen-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const { cert, key } = makeCertificate(directory);
mkdirSync(join(directory, "other"));
const other = makeCertificate(join(directory, "other"));

test("a certificate and its key are read", () => {
  expect(tlsOf({}, "web", cert, key)?.cert).toStartWith("-----BEGIN CERTIFICATE-----");
  expect(tlsOf({}, "web", undefined, undefined)).toBeUndefined();
});

test.each([
  [key, key, `web: ${key} is no certificate, in PEM`],
  [cert, cert, `web: ${cert} is no key without a passphrase, in PEM`],
  [cert, other.key, `web: ${other.key} is not the key of ${cert}`],
])("%s with %s is refused with the file that is wrong", (one, two, message) => {
  expect(() => tlsOf({}, "web", one, two)).toThrow(message);
});
