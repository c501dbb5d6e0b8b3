/** `npm run package`: dist/netgraph-buddy-VERSION.pkg and -arm64.pkg for pkg(8), and the archives that the port unpacks. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, zstdCompressSync } from "node:zlib";
import { manifests } from "./release/manifest.ts";
import { run } from "./release/runtime.ts";
import { type Entry, tar } from "./release/tar.ts";
import { dist, root } from "./release/targets.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
/** Most of it is the runtime; more than this costs minutes for little. */
const LEVEL = 12;
/** When everything in the archives is from: reproducible-builds.org, SOURCE_DATE_EPOCH. */
const time = Number(process.env["SOURCE_DATE_EPOCH"] ?? Math.floor(Date.now() / 1000));

/** The files below a directory, in order, each called `prefix` and its path. */
function filesBelow(directory: string, prefix: string): Entry[] {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((path) => statSync(join(directory, path)).isFile())
    .map((path) => fileAt(join(directory, path), `${prefix}${path}`));
}

function fileAt(path: string, name: string): Entry {
  const mode = statSync(path).mode & 0o111 ? 0o755 : 0o644;
  return { name, bytes: readFileSync(path), mode };
}

function text(name: string, contents: string): Entry {
  return { name, bytes: Buffer.from(contents), mode: 0o644 };
}

function write(file: string, entries: readonly Entry[]): void {
  const bytes = zstdCompressSync(tar(entries, time), {
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  });
  writeFileSync(join(dist, file), bytes);
  console.log(`dist/${file}  ${(bytes.length / 1e6).toFixed(1)} MB`);
}

/** What pkg(8) runs when it installs and removes; the ports tree finds them by their names. */
function packageScripts(): { [when: string]: string } {
  const scripts = ["post-install", "pre-deinstall"];
  return Object.fromEntries(
    scripts.map((when) => [
      when,
      readFileSync(join(root, "packaging", "port", `pkg-${when}`), "utf8"),
    ]),
  );
}

function makePackage(architecture: "amd64" | "arm64", file: string): void {
  const stage = mkdtempSync(join(tmpdir(), "ngbuddy-stage-"));
  try {
    run("make", ["install", `DESTDIR=${stage}`, "PREFIX=/usr/local", `ARCH=${architecture}`]);
    const files = filesBelow(stage, "/");
    const about = readFileSync(join(root, "packaging", "port", "pkg-descr"), "utf8");
    const { full, compact } = manifests({
      scripts: packageScripts(),
      version,
      comment: "Netgraph networks for VNET jails and bhyve machines",
      description: about,
      architecture,
      files,
    });
    write(file, [text("+COMPACT_MANIFEST", compact), text("+MANIFEST", full), ...files]);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

/** What `make install` needs, for the port. */
function makeArchive(architecture: "amd64" | "arm64"): void {
  const name = `netgraph-buddy-${version}-freebsd-${architecture}`;
  const executable = `dist/ngbuddy-freebsd-${architecture}`;
  const single = [
    "LICENSE",
    "NOTICE",
    "Makefile",
    executable,
    "dist/service-commands",
    "packaging/ngbuddy.rc.in",
    "packaging/ngbuddy_nat.rc.in",
    "packaging/ngbuddy_recover.rc.in",
    "packaging/ngbuddy_monitor.rc.in",
    "packaging/ngbuddy_exporter.rc.in",
    "packaging/ngbuddy_agent.rc.in",
    "packaging/supervised.rc.in",
    "packaging/ngbuddy-node",
    "packaging/cni-plugin.in",
    "dist/host.schema.json",
    "dist/check.schema.json",
    "dist/openapi.json",
    "dist/document.schema.json",
  ];
  const directories = ["man", "packaging/examples", "packaging/licenses", "dist/completions"];
  write(`${name}.tar.zst`, [
    ...single.map((path) => fileAt(join(root, path), `${name}/${path}`)),
    ...directories.flatMap((path) => filesBelow(join(root, path), `${name}/${path}/`)),
  ]);
}

makePackage("amd64", `netgraph-buddy-${version}.pkg`);
makePackage("arm64", `netgraph-buddy-${version}-arm64.pkg`);
makeArchive("amd64");
makeArchive("arm64");
console.log(`dist/${run("npm", ["pack", "--silent", "--pack-destination", dist, dist]).trim()}`);
