/** A jail of somebody's, moved onto netgraph and back in a lab: what must hold of every configuration. */
import { defaultHost } from "../../src/lab/base/description.ts";
import type { Files } from "../../src/lab/files/files.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** A host with jails that get their network somehow. */
export interface Setup {
  /** What is told apart by it: `jib, an address by DHCP`. */
  readonly name: string;
  readonly files: { readonly [path: string]: string };
  /** The bridge of rc.conf on the host's NIC; `public` when left out. */
  readonly bridge?: string;
  /** Scripts that are there. */
  readonly programs?: { readonly [path: string]: string };
  /** Commands on the host before the jails start. */
  readonly before?: readonly string[];
  /** The jails, and the configuration file of each; /etc/jail.conf where none is given. */
  readonly jails: {
    readonly [jail: string]: {
      readonly conf?: string;
      readonly inside: string;
      readonly eiface?: string;
    };
  };
  /** Does rc.conf make epairs, which stay? */
  readonly keepsEpairs?: true;
  /** What is typed behind `adopt --restart`. */
  readonly adopt: string;
}

const GATEWAY = "10.2.70.1";

/** A lab with the host's NIC on a bridge of ours, and an if_bridge beside it that is not yet there; its files in `tree`, else in memory. */
export async function labOf(
  { files, bridge = "public", programs = {}, before = [] }: Setup,
  tree?: Files,
): Promise<BuddyLab> {
  const own = {
    ...files,
    ...programs,
    "/etc/rc.conf": `${files["/etc/rc.conf"] ?? ""}ngbuddy_enable="YES"\nngbuddy_${bridge}_if="vtnet0"\nngbuddy_private_if="nghost0"\n`,
  };
  const lab = buddyLab({
    ...(tree && { files: tree }),
    description: { ...defaultHost, files: { ...defaultHost.files, ...own } },
  });
  for (const path of Object.keys(programs)) lab.files.setExecutable(path, true);
  for (const command of before) await lab.out(command);
  await lab.out("service ngbuddy onestart");
  return lab;
}

/** The texts of all files but ours. */
export function textsOf({ files }: BuddyLab, { files: own }: Setup): { [path: string]: string } {
  return Object.fromEntries(
    ["/etc/rc.conf", ...Object.keys(own)].map((path) => [path, files.read(path)]),
  );
}

/** Starts the jails as they are described. */
export async function start(lab: BuddyLab, { jails }: Setup): Promise<void> {
  for (const [name, { conf = "/etc/jail.conf" }] of Object.entries(jails))
    await lab.out(`jail -q -f ${conf} -c ${name}`);
}

/** What a jail shows of its interface, and whether it reaches the gateway. */
export async function seenIn(lab: BuddyLab, jail: string, name: string) {
  const shown = await lab.out(`jexec ${jail} ifconfig ${name}`);
  const { status } = await lab.run(`jexec ${jail} ping -c 1 -t 2 ${GATEWAY}`);
  return {
    ether: /ether (\S+)/.exec(shown)?.[1],
    inet: [...shown.matchAll(/\tinet6? (?!fe80)(\S+)/g)].map((match) => match[1]),
    reaches: status === 0,
  };
}
