/** A lab with a network for containers, and container engines that ask for them. */
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** Where plugins that give addresses are in these labs. */
export const PLUGINS = "/usr/local/libexec/cni";
/** What such plugins have written of how they were called. */
const CALLS = "/var/ipam/calls";

/** What a call left. */
export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the plugin has said
  readonly json: any;
  readonly stderr: string;
}

/** A lab in which containers are made. */
export interface CniLab extends BuddyLab {
  /** Calls the plugin: with variables, and a configuration on standard input. */
  cni(env: { readonly [name: string]: string }, text: string): Promise<Answer>;
  /** Calls it for a container `id`, whose jail is called so, and its eth0. */
  ask(command: string, id: string, configuration?: object): Promise<Answer>;
  /** Starts a jail as engines do. */
  container(id: string): Promise<void>;
  /** How the plugin for addresses was called, a line each: the operation, the container, the interface. */
  calls(): readonly string[];
}

/** A configuration of the network `web` on the bridge `private`. */
export function network(more: object = {}): object {
  return { cniVersion: "1.1.0", name: "web", type: "ngbuddy", bridge: "private", ...more };
}

/** The plugin `fixed`, which gives what a container's file says, and writes down how it was called. */
const FIXED = `#!/bin/sh
cat > /var/ipam/stdin
echo "$CNI_COMMAND $CNI_CONTAINERID $CNI_IFNAME" >> ${CALLS}
if [ -f /var/ipam/fail ]; then cat /var/ipam/fail; exit 1; fi
if [ "$CNI_COMMAND" = ADD ]; then
	if [ -f "/var/ipam/$CNI_CONTAINERID" ]; then cat "/var/ipam/$CNI_CONTAINERID"; else cat /var/ipam/any; fi
fi
`;

/** What \`fixed\` gives to whom it has nothing else for. */
const ANY = {
  cniVersion: "1.1.0",
  ips: [{ address: "10.60.0.5/24", gateway: "10.60.0.1" }],
  routes: [{ dst: "0.0.0.0/0" }],
};

/** Makes one. */
export async function cniLab(): Promise<CniLab> {
  const lab = buddyLab();
  await prepare(lab);
  return cniLabOn(lab);
}

/** Makes a lab ready for containers. */
export async function prepare(lab: BuddyLab): Promise<void> {
  const { files } = lab;
  for (const directory of [PLUGINS, "/var/ipam"]) files.makeDirectory(directory);
  files.write(`${PLUGINS}/fixed`, FIXED);
  await lab.out(`chmod 755 ${PLUGINS}/fixed`);
  files.write("/var/ipam/any", JSON.stringify(ANY));
  files.write("/etc/pf.conf", 'nat-anchor "ngbuddy/*"\nrdr-anchor "ngbuddy/*"\npass\n');
  await lab.out("sysrc ngbuddy_enable=YES pf_enable=YES gateway_enable=YES");
  await lab.out("sysctl net.inet.ip.forwarding=1");
  await lab.out("ngbuddy network private 10.60.0.0/24");
}

/** Makes one of a lab that is ready. */
export function cniLabOn(lab: BuddyLab): CniLab {
  const { files } = lab;
  const cni: CniLab["cni"] = async (environment, text) => {
    const { status, stdout, stderr } = await lab.lab.capture(["ngbuddy"], { environment, text });
    return { status, json: stdout === "" ? undefined : JSON.parse(stdout), stderr };
  };
  return {
    ...lab,
    cni,
    ask: (command, id, configuration = network()) =>
      cni(
        {
          CNI_COMMAND: command,
          CNI_CONTAINERID: id,
          CNI_NETNS: id,
          CNI_IFNAME: "eth0",
          CNI_PATH: PLUGINS,
        },
        JSON.stringify(configuration),
      ),
    async container(id) {
      await lab.out(`jail -c name=${id} vnet persist path=/`);
    },
    calls: () => (files.exists(CALLS) ? files.read(CALLS).trimEnd().split("\n") : []),
  };
}
