/** What `npm run package` makes, in small: packed by us, read by tar(1). */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
    scripts: { "post-install": "true\n" },
    files: [{ name: "/usr/local/etc/rc.d/ngbuddy", bytes, mode: 0o755 }],
  });
  expect(JSON.parse(full)).toMatchObject({
    name: "netgraph-buddy",
    version: "1.2.3",
    abi: "FreeBSD:*:aarch64",
    prefix: "/usr/local",
    scripts: { "post-install": "true\n" },
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
    ...{
      version: "1",
      comment: "c",
      description: "d",
      architecture: "amd64",
      files: [],
      scripts: {},
    },
  });
  const port = readFileSync(join(root, "packaging", "port", "Makefile"), "utf8");
  expect(JSON.parse(full)).toMatchObject({
    licenselogic: "and",
    licenses: /^LICENSE=\t(.*)$/m.exec(port)![1]!.split(" "),
  });
});

describe("jng in /usr/local/bin", () => {
  let stage: string;
  const jng = () => join(stage, "usr/local/bin/jng");
  const isThere = () => lstatSync(jng(), { throwIfNoEntry: false }) !== undefined;
  const script = (when: string, env: { [name: string]: string } = {}) =>
    spawnSync("sh", ["-eu", join(root, "packaging", "port", `pkg-${when}`)], {
      env: {
        PATH: process.env["PATH"],
        PKG_ROOTDIR: stage,
        PKG_PREFIX: "/usr/local",
        PKG_UPGRADE: "",
        ...env,
      },
    }).status;
  beforeEach(() => {
    stage = mkdtempSync(join(tmpdir(), "ngbuddy-pkg-"));
  });
  afterEach(() => rmSync(stage, { recursive: true, force: true }));

  test("is a link to the program, which goes with the package", () => {
    expect(script("post-install")).toBe(0);
    expect(readlinkSync(jng())).toBe("../sbin/ngbuddy");
    expect(script("pre-deinstall", { PKG_UPGRADE: "true" })).toBe(0);
    expect(script("post-install", { PKG_UPGRADE: "true" })).toBe(0);
    expect(readlinkSync(jng())).toBe("../sbin/ngbuddy");
    expect(script("pre-deinstall")).toBe(0);
    expect(isThere()).toBe(false);
    expect(script("pre-deinstall")).toBe(0);
  });

  test("is left alone when somebody has one, also a link that leads nowhere", () => {
    mkdirSync(join(stage, "usr/local/bin"), { recursive: true });
    writeFileSync(jng(), "mine");
    expect([script("post-install"), script("pre-deinstall")]).toEqual([0, 0]);
    expect(readFileSync(jng(), "utf8")).toBe("mine");
    rmSync(jng());
    symlinkSync("/nowhere", jng());
    expect([script("post-install"), script("pre-deinstall")]).toEqual([0, 0]);
    expect([existsSync(jng()), readlinkSync(jng())]).toEqual([false, "/nowhere"]);
  });
});
