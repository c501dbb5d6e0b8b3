/** DHCP in jails, which needs bpf(4), and names in a jail's own rc.conf. */
import { DEFAULT_RULESET, showsDevice } from "../../../config/devfsrules.ts";
import { clonerOf } from "../../../config/drivers.ts";
import { variablePart } from "../../../config/interfaces.ts";
import { evaluate, RcSyntaxError } from "../../../config/rcconf.ts";
import type { Variables } from "../../../config/variables.ts";
import { literals } from "../../adopt/tools/tool.ts";
import type { Found } from "../finding.ts";
import type { CheckedJail } from "../jailsreading.ts";
import { INNER_HOOKS, isOpaque } from "../ours.ts";
import type { ConfigRule, Configuration } from "../rule.ts";
import { rulesetOf, writtenRuleset } from "./jaildevfs.ts";
import { ofJail } from "./jailtext.ts";

export const jailDhcp: ConfigRule = {
  id: "jail-dhcp",
  summary: "a jail that asks for its address by DHCP and sees no bpf(4)",
  *examine(configuration) {
    for (const jail of configuration.jails?.jails ?? []) {
      const by = jail.isVnet ? asksByDhcp(configuration, jail) : undefined;
      const why = by === undefined ? undefined : whyNoBpf(configuration, jail);
      if (by === undefined || why === undefined) continue;
      yield ofJail(
        jail,
        by.at,
        // Elsewhere somebody may have changed FreeBSD's sets.
        configuration.isWhole ? "error" : "warning",
        `${by.what} needs bpf(4), which ${why}; add the rules of /usr/local/share/examples/ngbuddy/devfs.rules to /etc/devfs.rules, and devfs_ruleset = 11; to the jail`,
      );
    }
  },
};

/** What of a jail asks for an address, and where that is said. */
function asksByDhcp(
  { jails }: Configuration,
  { hooked, rc, at }: CheckedJail,
): { readonly what: string; readonly at: Found["at"] } | undefined {
  const client = hooked.find(
    (one) =>
      (INNER_HOOKS as readonly string[]).includes(one.hook) &&
      (one.command.name === "dhclient" || literals(one.command)[0] === "dhclient"),
  );
  if (client !== undefined)
    return { what: "dhclient(8)", at: jails!.place(client.value.setting.at) };
  const variables = rc === undefined ? undefined : variablesOf(rc);
  const found = [...(variables ?? [])].find(
    ([name, { value }]) =>
      /^ifconfig_\w+$/.test(name) && /\b(?:SYNC|NOSYNC)?DHCP\b/i.test(value ?? ""),
  );
  if (found === undefined) return undefined;
  return { what: `${found[0]}="${found[1].value}" (${rc!.file}:${found[1].line})`, at };
}

function variablesOf({ file, text }: { file: string; text: string }): Variables | undefined {
  try {
    return evaluate([{ path: file, text }]);
  } catch (error) {
    if (!(error instanceof RcSyntaxError)) throw error;
    return undefined;
  }
}

/** A jail without a devfs of its own may have any /dev. */
function whyNoBpf({ devfs }: Configuration, jail: CheckedJail): string | undefined {
  const number = rulesetOf(jail);
  if (number === undefined || devfs === undefined) return undefined;
  // Of a set that is not there nothing can be said, and 0 is the rules of the host's own /dev.
  const isShown = ["bpf", "bpf0"].some((device) => showsDevice(devfs, number, device) !== false);
  if (number === 0 || isShown) return undefined;
  return writtenRuleset(jail) === undefined
    ? `its /dev does not show, since it has no devfs_ruleset and gets number ${DEFAULT_RULESET}`
    : `devfs_ruleset ${number} does not show`;
}

export const jailRc: ConfigRule = {
  id: "jail-rc",
  summary: "a jail's own rc.conf that sets up an interface which the jail does not have",
  *examine({ jails }) {
    for (const jail of jails?.jails ?? []) {
      const variables = jail.isVnet && jail.rc !== undefined ? variablesOf(jail.rc) : undefined;
      if (variables === undefined || variables.obscured !== undefined) continue;
      const { interfaces } = jail.network;
      // A script of somebody's may call them anything.
      if (interfaces.length === 0 || jail.hooked.some(isOpaque)) continue;
      const names = new Set(namesInside(jail, variables));
      for (const [variable, { line }] of variables) {
        const [, name] =
          /^ifconfig_((?!lo\d|DEFAULT)\w+?)(?:_ipv6|_alias\d*|_aliases)?$/.exec(variable) ?? [];
        const isOther = /_(?:name|descr|vlan)$/.test(variable) || names.has(name ?? "");
        if (name === undefined || isOther || isMadeInside(variables, name)) continue;
        // tun(4), wg(4) and their like are made by who uses them.
        if (clonerOf(name) !== undefined && !name.startsWith("epair")) continue;
        yield {
          at: { file: jail.rc!.file, line },
          severity: "warning",
          message: `jail ${jail.name} has no interface ${name}, and ${variable} does nothing: it has ${interfaces.join(", ")}; add ifconfig_${variablePart(interfaces[0]!)}_name="${name}"`,
        };
      }
    }
  },
};

/** The names, as variables have them, that a jail's interfaces may have inside. */
function* namesInside(jail: CheckedJail, variables: Variables): Iterable<string> {
  for (const name of jail.network.interfaces) {
    yield variablePart(name);
    yield variablePart(variables.get(`ifconfig_${variablePart(name)}_name`)?.value ?? name);
  }
  for (const { command } of jail.hooked) {
    const words = command.operands.map(({ text }) => text);
    const at = words.indexOf("name");
    if (command.name === "ifconfig" && at > 0) yield variablePart(words[at + 1] ?? "");
  }
}

/** Is it one that the jail makes itself? */
function isMadeInside(variables: Variables, name: string): boolean {
  return (
    (variables.get("cloned_interfaces")?.value ?? "")
      .split(/\s+/)
      .map(variablePart)
      .includes(name) ||
    [...variables.keys()].some((one) => /^(?:vlans|wlans|create_args)_/.test(one))
  );
}
