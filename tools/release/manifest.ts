/** What pkg(8) must know of a package: +MANIFEST and +COMPACT_MANIFEST, which are UCL, and JSON is that too. */
import { createHash } from "node:crypto";
import type { Entry } from "./tar.ts";

export interface PackageFacts {
  readonly version: string;
  readonly comment: string;
  readonly description: string;
  readonly architecture: "amd64" | "arm64";
  /** By their absolute paths. */
  readonly files: readonly Entry[];
  /** What sh(1) runs, by when: `post-install`. */
  readonly scripts: { readonly [when: string]: string };
}

/** FreeBSD's names of an architecture: in ABI, and in the older ALTABI. */
const architectures = {
  amd64: ["FreeBSD:*:amd64", "freebsd:*:x86:64"],
  arm64: ["FreeBSD:*:aarch64", "freebsd:*:aarch64:64"],
} as const;

/** By the names that the ports tree has for them; the port's Makefile has the same. */
const LICENSES = [
  ...["BSD2CLAUSE", "APACHE20", "BSD3CLAUSE", "DEJAVU", "ICU", "LGPL20", "LGPL21"],
  ...["MIT", "MPL20", "UNLICENSE", "ZLIB"],
];

const MESSAGE = `To begin: service ngbuddy enable && service ngbuddy start
Is all well here? ngbuddy self-test
jail.conf, devfs.rules and a network for podman to start from: /usr/local/share/examples/ngbuddy
jng, which Bastille's netgraph mode calls, is ours unless you had one: /usr/local/bin/jng
Manuals: ngbuddy(8), ngbuddy.conf(5)`;

/** Both manifests, as text. */
export function manifests(facts: PackageFacts): { full: string; compact: string } {
  const { version, comment, description, architecture, files, scripts } = facts;
  const [abi, arch] = architectures[architecture];
  const common = {
    name: "netgraph-buddy",
    origin: "net/netgraph-buddy",
    version,
    comment,
    // pkg(8) insists on both. The project has no page of its own, which the ports tree writes so.
    maintainer: "the Netgraph Buddy authors",
    www: "UNKNOWN",
    abi,
    arch,
    prefix: "/usr/local",
    flatsize: files.reduce((sum, { bytes }) => sum + bytes.length, 0),
    // What it carries has others than we have: NOTICE.
    licenselogic: "and",
    licenses: LICENSES,
    desc: description.trim(),
    categories: ["net"],
    // The executables need what libc brought with FreeBSD 14 (1400097 is 14.0-RELEASE): pkg refuses older systems.
    annotations: { FreeBSD_version: "1400097" },
    messages: [{ message: MESSAGE, type: "install" }],
  };
  const full = {
    ...common,
    scripts,
    files: Object.fromEntries(
      files.map(({ name, bytes }) => [
        name,
        `1$${createHash("sha256").update(bytes).digest("hex")}`,
      ]),
    ),
    directories: Object.fromEntries(
      ["doc/ngbuddy/licenses", "doc/ngbuddy", "examples/ngbuddy"].map((path) => [
        `/usr/local/share/${path}`,
        "y",
      ]),
    ),
  };
  // For catalogues alone (pkg-repo(8)): pkg-add(8), which reads the full one, fails on a conflict with a package that is
  // not installed. To it the service of the same name is enough: "conflicts with ngbuddy-… (installs files into the same place)".
  const compact = { ...common, conflicts: ["ngbuddy"] };
  return { full: JSON.stringify(full), compact: JSON.stringify(compact) };
}
