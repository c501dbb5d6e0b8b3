/** The description of a host that a lab is started from: the form of `host.json`. */

/** A network card. */
export interface CardDescription {
  readonly name: string;
  readonly ether: string;
  /** Addresses with prefix length: `10.2.70.107/24`. */
  readonly inet?: readonly string[];
  readonly mtu?: number;
  readonly up?: boolean;
  /** ifconfig's media and options lines, as they are printed. */
  readonly media?: string;
  readonly options?: string;
  /** Hosts on the LAN behind this card. The gateways of the routes that leave by it are there in any case. */
  readonly lan?: readonly LanHostDescription[];
}

/** A host behind a card; its Ethernet address is made from its address when left out. */
export interface LanHostDescription {
  readonly inet: string;
  readonly ether?: string;
}

/** A route: `destination` is `default` or a network. */
export interface RouteDescription {
  readonly destination: string;
  readonly gateway: string;
  readonly interface: string;
}

/** A host as it boots. */
export interface HostDescription {
  readonly hostname: string;
  readonly release: string;
  readonly machine: string;
  readonly interfaces: readonly CardDescription[];
  readonly routes: readonly RouteDescription[];
  /** Kernel modules loaded at boot. */
  readonly modules: readonly string[];
  /** Files by absolute path. */
  readonly files: { readonly [path: string]: string };
}

/** One card on a LAN with a default route: what a lab is when nothing else is asked for. */
export const defaultHost: HostDescription = {
  hostname: "belltower",
  release: "15.0-RELEASE",
  machine: "amd64",
  interfaces: [
    {
      name: "vtnet0",
      ether: "58:9c:fc:00:2a:01",
      inet: ["10.2.70.107/24"],
      mtu: 1500,
      up: true,
      media: "Ethernet autoselect (10Gbase-T <full-duplex>)",
      options: "880028<VLAN_MTU,JUMBO_MTU,LINKSTATE,HWSTATS>",
      lan: [{ inet: "10.2.70.1" }, { inet: "10.2.70.20" }],
    },
  ],
  routes: [{ destination: "default", gateway: "10.2.70.1", interface: "vtnet0" }],
  modules: [],
  files: {
    "/etc/rc.conf":
      'hostname="belltower"\nifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\nsshd_enable="YES"\n',
  },
};

/** A host description that cannot be used: where, and what would be right. */
export class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

/** Reads a host description from JSON text. What is left out is taken as on a host with nothing special. */
export function parseHostDescription(text: string): HostDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DescriptionError(`not JSON: ${(error as Error).message}`);
  }
  const host = object(json, "the description");
  const interfaces = list(host["interfaces"] ?? [], "interfaces").map((entry, index) =>
    parseCard(entry, `interfaces[${index}]`),
  );
  const names = interfaces.map((card) => card.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new DescriptionError(`two interfaces are called ${twice}`);
  return {
    hostname: str(host["hostname"] ?? "lab", "hostname"),
    release: str(host["release"] ?? defaultHost.release, "release"),
    machine: str(host["machine"] ?? defaultHost.machine, "machine"),
    interfaces,
    routes: list(host["routes"] ?? [], "routes").map((entry, index) => {
      const route = object(entry, `routes[${index}]`);
      const at = (key: string) => str(route[key], `routes[${index}].${key}`);
      if (!names.includes(at("interface"))) {
        throw new DescriptionError(
          `routes[${index}].interface: there is no interface ${at("interface")}`,
        );
      }
      return { destination: at("destination"), gateway: at("gateway"), interface: at("interface") };
    }),
    modules: list(host["modules"] ?? [], "modules").map((name, index) =>
      str(name, `modules[${index}]`),
    ),
    files: Object.fromEntries(
      Object.entries(object(host["files"] ?? {}, "files")).map(([path, content]) => {
        if (!path.startsWith("/"))
          throw new DescriptionError(`files: ${path} is not an absolute path`);
        return [path, str(content, `files[${path}]`)];
      }),
    ),
  };
}

function parseCard(value: unknown, where: string): CardDescription {
  const card = object(value, where);
  const name = str(card["name"], `${where}.name`);
  if (!/^[A-Za-z0-9_.]{1,15}$/.test(name)) {
    throw new DescriptionError(
      `${where}.name: "${name}" is no interface name (1 to 15 letters, digits, _ and .)`,
    );
  }
  const ether = str(card["ether"], `${where}.ether`);
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(ether)) {
    throw new DescriptionError(`${where}.ether: "${ether}" is no Ethernet address`);
  }
  const inet = list(card["inet"] ?? [], `${where}.inet`).map((entry, index) =>
    parseInet(entry, `${where}.inet[${index}]`),
  );
  const mtu = card["mtu"] ?? 1500;
  if (typeof mtu !== "number" || !Number.isInteger(mtu) || mtu < 72 || mtu > 65535) {
    throw new DescriptionError(`${where}.mtu: ${JSON.stringify(mtu)} is no MTU (72 to 65535)`);
  }
  return {
    name,
    ether,
    inet,
    mtu,
    up: card["up"] !== false,
    media: str(card["media"] ?? defaultHost.interfaces[0]!.media, `${where}.media`),
    options: str(card["options"] ?? defaultHost.interfaces[0]!.options, `${where}.options`),
    lan: list(card["lan"] ?? [], `${where}.lan`).map((entry, index) => {
      const host = object(entry, `${where}.lan[${index}]`);
      const address = str(host["inet"], `${where}.lan[${index}].inet`);
      return host["ether"] === undefined
        ? { inet: address }
        : { inet: address, ether: str(host["ether"], `${where}.lan[${index}].ether`) };
    }),
  };
}

function parseInet(value: unknown, where: string): string {
  const text = str(value, where);
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(text);
  const numbers = parts?.slice(1).map(Number);
  if (!numbers || numbers.slice(0, 4).some((part) => part > 255) || numbers[4]! > 32) {
    throw new DescriptionError(
      `${where}: "${text}" is no address with prefix length, such as 10.0.0.2/24`,
    );
  }
  return text;
}

function object(value: unknown, where: string): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new DescriptionError(`${where} must be an object`);
  }
  return value as { readonly [key: string]: unknown };
}
function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new DescriptionError(`${where} must be a list`);
  return value;
}
function str(value: unknown, where: string): string {
  if (typeof value !== "string" || value === "")
    throw new DescriptionError(`${where} must be a text`);
  return value;
}
