/** What `npm run package` makes, in small: packed by us, read by tar(1). */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import about from "../../package.json" with { type: "json" };
import { readElf } from "./elf.ts";
import { manifests } from "./manifest.ts";
import { tar } from "./tar.ts";
import { root } from "./targets.ts";

test("tar(1) reads what we pack, with owners and permissions", () => {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-tar-"));
  try {
    const bytes = Buffer.from("x".repeat(700));
    const archive = tar(
      [
        { name: "+MANIFEST", bytes: Buffer.from("{}"), mode: 0o644 },
        { name: "/usr/local/sbin/ngbuddy", bytes, mode: 0o755 },
      ],
      1_700_000_000,
    );
    expect(archive.length % 512).toBe(0);
    writeFileSync(join(directory, "a.tar"), archive);
    const run = (...args: string[]) =>
      spawnSync("tar", args, {
        cwd: directory,
        env: { ...process.env, TZ: "UTC" },
        encoding: "utf8",
      });
    const { stdout, stderr } = run("-Ptvf", "a.tar");
    expect(stderr).toBe("");
    expect(stdout.replaceAll(/ +/g, " ").trim().split("\n")).toEqual([
      "-rw-r--r-- root/wheel 2 2023-11-14 22:13 +MANIFEST",
      "-rwxr-xr-x root/wheel 700 2023-11-14 22:13 /usr/local/sbin/ngbuddy",
    ]);
    expect(run("-PxOf", "a.tar", "/usr/local/sbin/ngbuddy").stdout).toBe(bytes.toString());
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("a package says what it is for, what is in it, and whom it cannot be beside", () => {
  const bytes = Buffer.from("#!/bin/sh\n");
  const { full, compact } = manifests({
    version: "1.2.3",
    comment: "c",
    description: "d\n",
    architecture: "arm64",
    files: [{ name: "/usr/local/etc/rc.d/ngbuddy", bytes, mode: 0o755 }],
  });
  expect(JSON.parse(full)).toMatchObject({
    name: "netgraph-buddy",
    version: "1.2.3",
    abi: "FreeBSD:*:aarch64",
    prefix: "/usr/local",
    flatsize: bytes.length,
    annotations: { FreeBSD_version: "1400097" },
    files: {
      "/usr/local/etc/rc.d/ngbuddy": `1$${createHash("sha256").update(bytes).digest("hex")}`,
    },
  });
  expect(JSON.parse(compact)).not.toHaveProperty("files");
  expect(JSON.parse(compact)).toMatchObject({ conflicts: ["ngbuddy"] });
  // pkg-add(8) would fail: "NOT NULL constraint failed: pkg_conflicts.conflict_id" (seen with pkg 2.8).
  expect(JSON.parse(full)).not.toHaveProperty("conflicts");
});

test("an executable of this machine is told from FreeBSD's", () => {
  const bytes = readFileSync(process.execPath);
  const elf = readElf(bytes);
  expect(elf).toMatchObject({ abi: "linux", machine: process.arch === "x64" ? "amd64" : "arm64" });
  expect(elf.interpreter).toStartWith("/lib");
  expect(elf.needed).toContain("libc.so.6");
  bytes[7] = 9;
  expect(readElf(bytes).abi).toBe("freebsd");
  expect(() =>
    readElf(Buffer.from("#!/bin/sh\necho, and more of it, so that there is enough\n")),
  ).toThrow("no 64-bit little-endian ELF file");
});

test("the port is of the version that package.json has", () => {
  const port = readFileSync(join(root, "packaging", "port", "Makefile"), "utf8");
  expect(/^DISTVERSION=\t(.*)$/m.exec(port)?.[1]).toBe(about.version);
});

test("the port and the packages name the same licences", () => {
  const { full } = manifests({
    ...{ version: "1", comment: "c", description: "d", architecture: "amd64", files: [] },
  });
  const port = readFileSync(join(root, "packaging", "port", "Makefile"), "utf8");
  expect(JSON.parse(full)).toMatchObject({
    licenselogic: "and",
    licenses: /^LICENSE=\t(.*)$/m.exec(port)![1]!.split(" "),
  });
});
