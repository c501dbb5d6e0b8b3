/** `bastille bootstrap`: a release. A lab downloads nothing: its directories are there, and its version. */
import type { Bastille } from "./context.ts";
import { releaseNamed } from "./release.ts";
import type { BastilleSubcommand } from "./subcommand.ts";

export const bootstrap: BastilleSubcommand = {
  usage: "[option(s)] RELEASE",
  options: { pkgbase: { letter: "p" }, update: { letter: "u", not: true } },
  operands: { min: 1, max: 2 },
  async run(bastille: Bastille, { operands }) {
    const [word = "", architecture] = operands;
    const release = releaseNamed(word);
    if (release === undefined || architecture !== undefined)
      bastille.fail(
        `bastille: bootstrap ${operands.join(" ")}: not emulated in a lab, which has FreeBSD's own releases, such as 15.1-RELEASE`,
      );
    bastille.say(`\nBootstrapping FreeBSD release: ${release}`);
    makeDirectories(bastille);
    const root = bastille.release(release);
    if (bastille.files.exists(`${root}/COPYRIGHT`)) {
      bastille.say("\nBootstrap appears complete!\n");
      return 0;
    }
    makeRelease(bastille, root, release);
    bastille.say("\nNothing is downloaded in a lab: the release is empty.");
    bastille.say("\nBootstrap successful!");
    bastille.say("See 'bastille --help' for available commands.\n");
    return 0;
  },
};

/** The directories of Bastille's. */
function makeDirectories(bastille: Bastille): void {
  for (const name of [
    ...(["prefix", "backupsdir", "cachedir", "jailsdir", "logsdir"] as const),
    ...(["templatesdir", "volumesdir", "releasesdir"] as const),
  ])
    bastille.files.makeDirectory(bastille.get(name));
}

const DIRECTORIES = [
  ...["dev", "etc", "media", "mnt", "net", "proc", "root", "tmp", "usr/local", "usr/obj"],
  ...["usr/ports", "usr/tests", "var/db", "var/log", "var/run", "var/tmp"],
];

function makeRelease(bastille: Bastille, root: string, release: string): void {
  for (const directory of DIRECTORIES) bastille.files.makeDirectory(`${root}/${directory}`);
  const version = `${root}/bin/freebsd-version`;
  bastille.write(version, `#!/bin/sh\nUSERLAND_VERSION="${release}"\necho "$USERLAND_VERSION"\n`);
  bastille.files.setExecutable(version, true);
  bastille.write(`${root}/root/.hushlogin`, "");
  bastille.write(`${root}/usr/share/skel/dot.hushlogin`, "");
  // Its presence says that the release is whole.
  bastille.write(`${root}/COPYRIGHT`, "");
}
