/** Reads a host description from JSON text. */
import * as v from "valibot";
import {
  type CableDescription,
  DescriptionError,
  defaultHost,
  type HostDescription,
  type NicDescription,
} from "./base/description.ts";
import { hostSchema } from "./hostschema.ts";
import { generatedEther } from "./net/generated.ts";
import { formatEther } from "./wire/address.ts";

/**
 * Reads a host description. What is left out is taken as on a host with nothing special.
 * Throws a DescriptionError for text that is no JSON, for keys that there are not, and for values that cannot be used.
 */
export function parseHostDescription(text: string): HostDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DescriptionError(`not JSON: ${(error as Error).message}`);
  }
  const { success, output, issues } = v.safeParse(hostSchema, json);
  if (!success) throw new DescriptionError(said(issues));
  const { second, ...first } = output;
  const host = described(first);
  if (second === undefined) return host;
  const other = within("second.host", () => described(second.host));
  checkCables(host, other, second.cables);
  return { ...host, second: { host: other, cables: second.cables } };
}

type OneHost = Omit<v.InferOutput<typeof hostSchema>, "second">;

/** Returns a host with all that was left out. Throws a DescriptionError. */
function described(output: OneHost): HostDescription {
  const { hostname = "lab", interfaces = [], routes = [], modules = [], files = {} } = output;
  const { release = defaultHost.release, machine = defaultHost.machine } = output;
  checkNames(
    interfaces.map(({ name }) => name),
    routes,
  );
  checkLans(interfaces);
  checkServers(interfaces, routes);
  const usual = defaultHost.interfaces[0]!;
  return {
    hostname,
    release,
    machine,
    interfaces: interfaces.map((nic) => ({
      name: nic.name,
      ether: nic.ether ?? formatEther(generatedEther(hostname, nic.name)),
      inet: nic.inet ?? [],
      mtu: nic.mtu ?? 1500,
      up: nic.up ?? true,
      media: nic.media ?? usual.media!,
      options: nic.options ?? usual.options!,
      lan: nic.lan ?? [],
      ...(nic.dhcp !== undefined && { dhcp: nic.dhcp }),
    })),
    routes,
    modules,
    ...(output.template !== undefined && { template: output.template }),
    files,
  };
}

/** Does what may throw a DescriptionError, which tells where that is. */
function within<T>(place: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof DescriptionError)) throw error;
    throw new DescriptionError(`${place}.${error.message}`);
  }
}

/** A cable leads from a NIC to a NIC, and each has one at most. */
function checkCables(
  { interfaces }: HostDescription,
  { interfaces: others }: HostDescription,
  cables: readonly CableDescription[],
): void {
  for (const [key, nics] of [
    ["nic", interfaces],
    ["to", others],
  ] as const) {
    const names = nics.map(({ name }) => name);
    for (const [at, cable] of cables.entries()) {
      const place = `second.cables[${at}].${key}`;
      const name = cable[key];
      const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
      if (!names.includes(name))
        throw new DescriptionError(
          `${place}: the ${key === "nic" ? "first" : "second"} host has no interface ${name}; ${known}`,
        );
      const first = cables.findIndex((one) => one[key] === name);
      if (first < at)
        throw new DescriptionError(`${place}: second.cables[${first}] is in ${name} already`);
    }
  }
}

/** What one part asks of another: each interface has a name of its own, and routes leave by one that there is. */
function checkNames(names: readonly string[], routes: HostDescription["routes"]): void {
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    const first = names.indexOf(names[twice]!);
    throw new DescriptionError(
      `interfaces[${twice}].name: interfaces[${first}] is called ${names[twice]} already`,
    );
  }
  const lost = routes.findIndex((route) => !names.includes(route.interface));
  if (lost < 0) return;
  const known = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  throw new DescriptionError(
    `routes[${lost}].interface: the host has no interface ${routes[lost]!.interface}; ${known}`,
  );
}

/** Who is on a LAN has an address. */
function checkLans(interfaces: readonly Pick<NicDescription, "lan">[]): void {
  for (const [at, { lan = [] }] of interfaces.entries()) {
    const lost = lan.findIndex(({ inet, inet6 }) => inet === undefined && inet6 === undefined);
    if (lost < 0) continue;
    throw new DescriptionError(
      `interfaces[${at}].lan[${lost}] has neither inet nor inet6; it needs an address, such as 10.0.0.2`,
    );
  }
}

/** Somebody has to be there who serves DHCP. */
function checkServers(
  interfaces: readonly Pick<NicDescription, "name" | "dhcp" | "lan">[],
  routes: HostDescription["routes"],
): void {
  const lost = interfaces.findIndex(
    ({ name, dhcp, lan = [] }) =>
      dhcp !== undefined &&
      lan.every(({ inet, vlan }) => inet === undefined || vlan !== undefined) &&
      routes.every((route) => route.interface !== name),
  );
  if (lost < 0) return;
  throw new DescriptionError(
    `interfaces[${lost}].dhcp: nobody is there to serve it; put a host with an IPv4 address into "lan", or give a route by this interface`,
  );
}

/** One line for what is wrong: a key that there is not first, for a misspelt one is missing too. */
function said(issues: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const isUnknownKey = ({ type, expected }: v.BaseIssue<unknown>) =>
    type === "strict_object" && expected === "never";
  const issue = issues.find(isUnknownKey) ?? issues[0];
  const path = issue.path ?? [];
  if (isUnknownKey(issue)) {
    const where = placeOf(path.slice(0, -1));
    return where === "" ? issue.message : `${where}: ${issue.message}`;
  }
  // Of a path among the files that is wrong itself the place is where the files are.
  const isKey = path.at(-1)?.origin === "key" && issue.kind === "validation";
  return `${placeOf(isKey ? path.slice(0, -1) : path) || "the description"} ${issue.message}`;
}

/** `interfaces[0].lan[1].inet`, `files[/etc/rc.conf]`. */
function placeOf(path: readonly v.IssuePathItem[]): string {
  return path
    .map(({ type, key }, index) => {
      if (type === "array" || !/^\w+$/.test(String(key))) return `[${key}]`;
      return index === 0 ? key : `.${key}`;
    })
    .join("");
}
