/** Jails on VLANs of the host's NIC, which know nothing of tags: the bridges have them. */
import { defaultHost, type NicDescription } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

/** The VLANs; the network of each is 10.TAG.0.0/24, with a gateway and one more host on the wire. */
const TAGS: readonly number[] = [10, 20];
/** The jails' addresses begin behind this one. */
const FIRST = 50;

const tagOf = (at: number) => TAGS[at % TAGS.length]!;

export const template: Template = {
  summary: "vnet jails on the bridges v10 and v20, which are VLANs 10 and 20 of the NIC",
  jails: { min: 2, max: 50 },
  host(jails) {
    const names = jailNames(jails);
    const rcConf = (
      name: string,
      at: number,
    ) => `ifconfig_${name}="inet 10.${tagOf(at)}.0.${FIRST + 1 + at}/24"
defaultrouter="10.${tagOf(at)}.0.1"
`;
    const [nic] = defaultHost.interfaces as [NicDescription];
    const onTags = TAGS.flatMap((tag) =>
      [`10.${tag}.0.1`, `10.${tag}.0.20`].map((inet) => ({ inet, vlan: String(tag) })),
    );
    return {
      ...defaultHost,
      interfaces: [{ ...nic, lan: [...(nic.lan ?? []), ...onTags] }],
      files: {
        "/etc/rc.conf": `hostname="belltower"
ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
ngbuddy_enable="YES"
${TAGS.map((tag) => `ngbuddy_v${tag}_if="vtnet0"\nngbuddy_v${tag}_vlan="${tag}"\n`).join("")}jail_enable="YES"
`,
        "/etc/jail.conf": jailConf("$bridge", names, (at) => `$bridge = "v${tagOf(at)}";`),
        ...Object.fromEntries(
          names.map((name, at) => [`/jails/${name}/etc/rc.conf`, rcConf(name, at)]),
        ),
      },
    };
  },
};
