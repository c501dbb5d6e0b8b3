/** What the options of `ngbuddy web` come to. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../../../test/support/certificate.ts";
import { settingsOf } from "./settings.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-settings-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const { cert, key } = makeCertificate(directory);
const tls = { "tls-cert": cert, "tls-key": key };

test("without options the page is for reading, for this machine alone, at any free port", () => {
  expect(settingsOf({}, {})).toEqual({
    port: 0,
    interval: 1,
    listen: "127.0.0.1",
    tls: undefined,
    proxied: false,
    name: undefined,
    changes: false,
  });
});

test("certificate and key are read", () => {
  expect(settingsOf({ ...tls, listen: "0.0.0.0", name: "net.example" }, {})).toMatchObject({
    tls: { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") },
    listen: "0.0.0.0",
    name: expect.anything(),
  });
});

test("behind a proxy others may come without a certificate of ours", () => {
  expect(
    settingsOf({ "behind-proxy": true, listen: "0.0.0.0", name: "net.example" }, {}),
  ).toMatchObject({ proxied: true, tls: undefined });
});

describe("what does not go together is refused", () => {
  test.each([
    [{ port: "65536" }, 64, "web: --port 65536: give a number from 0 to 65535"],
    [{ port: "1.5" }, 64, "web: --port 1.5: "],
    [{ port: "-1" }, 64, "web: --port -1: "],
    [{ interval: "0" }, 64, "web: --interval 0: "],
    [
      { listen: "0.0.0.0", name: "net.example" },
      64,
      "web: 0.0.0.0 can be reached by others: give --tls-cert",
    ],
    [{ ...tls, listen: "0.0.0.0" }, 64, "web: --listen and --behind-proxy need --name"],
    [{ "behind-proxy": true }, 64, "web: --listen and --behind-proxy need --name"],
    [{ name: "a/b" }, 64, "web: --name a/b: give the host as browsers call it"],
    [{ "tls-cert": cert }, 64, "web: --tls-cert and --tls-key belong together"],
    [{ "tls-key": key }, 64, "web: --tls-cert and --tls-key belong together"],
    [
      { ...tls, "tls-key": join(directory, "nosuch") },
      66,
      `web: cannot read ${join(directory, "nosuch")}: no such file or directory`,
    ],
  ])("%j", (values, status, message) => {
    let thrown: unknown;
    try {
      settingsOf(values, {});
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ status, message: expect.stringContaining(message) });
  });
});
