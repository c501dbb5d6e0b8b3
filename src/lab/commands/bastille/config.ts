/** `bastille config`: parameters of jail.conf, and a jail's boot settings. */
import type { Bastille } from "./context.ts";
import { propertyOf } from "./property.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { bootSettings, targets } from "./targets.ts";

const ACTIONS = ["get", "set", "add", "remove"];
/** Those of settings.conf, and their other names. */
const OWN: { readonly [name: string]: "boot" | "depend" | "priority" } = {
  boot: "boot",
  depend: "depend",
  depends: "depend",
  prio: "priority",
  priority: "priority",
};
const VALUE = /^[A-Za-z0-9._/:| $!&%=(){}-]+$/;

export const config: BastilleSubcommand = {
  usage: "[option(s)] TARGET get|set|add|remove PROPERTY [VALUE]",
  options: {},
  operands: { min: 3, max: 4 },
  async run(bastille: Bastille, { operands: [word = "", action = "", given = "", behind] }) {
    const jails = targets(bastille, word);
    if (!ACTIONS.includes(action))
      bastille.fail("[ERROR]: Only (add|set), get and remove are supported.");
    const equals = given.indexOf("=");
    const property = equals < 0 ? given : given.slice(0, equals);
    const value = equals < 0 ? behind : given.slice(equals + 1);
    const own = Object.hasOwn(OWN, property) ? OWN[property] : undefined;
    if (own !== undefined) {
      for (const jail of jails) await boot(bastille, jail, action, own, value);
      return 0;
    }
    if (!/^[a-z][a-z0-9._]*$/i.test(property))
      bastille.fail(`[ERROR]: Unsupported property: ${property}`);
    if (value !== undefined && (action === "get" || action === "remove"))
      bastille.fail("[ERROR]: Too many parameters for [get|remove] operation.");
    for (const jail of jails) await change(bastille, jail, action, property, value ?? "");
    if (action !== "get")
      bastille.say("A restart is required for the changes to be applied. See 'bastille restart'.");
    return 0;
  },
};

async function boot(
  bastille: Bastille,
  jail: string,
  action: string,
  name: "boot" | "depend" | "priority",
  value: string | undefined,
): Promise<void> {
  bootSettings(bastille, jail);
  const sysrc = (...words: readonly string[]) =>
    bastille.run("sysrc", "-f", bastille.jail(jail, "/settings.conf"), ...words);
  if (action === "get") {
    await sysrc("-n", name);
    return;
  }
  if (action === "remove" && name !== "depend")
    bastille.fail(`[ERROR]: Cannot remove the '${name}' property.`);
  if (name === "priority" && !/^\d+$/.test(value ?? ""))
    bastille.fail("Priority value must be a number.");
  if (name === "boot" && value !== "on" && value !== "off")
    bastille.fail("Boot value must be 'on' or 'off'.");
  if (name !== "depend") {
    await sysrc(`${name}=${value}`);
    return;
  }
  if (value === undefined)
    bastille.fail(
      action === "remove"
        ? "[ERROR]: Removing a jail from the 'depend' property requires a TARGET."
        : "[ERROR]: Adding a jail to the 'depend' property requires a TARGET.",
    );
  const others = targets(bastille, value).join(" ");
  bastille.head(jail);
  await sysrc(`depend${action === "remove" ? "-" : "+"}=${others}`);
}

async function change(
  bastille: Bastille,
  jail: string,
  action: string,
  property: string,
  value: string,
): Promise<void> {
  const path = bastille.jail(jail, "/jail.conf");
  const known = await propertyOf(bastille, jail, property);
  if (action === "get") {
    bastille.process.out(`${known ?? "not set"}\n`);
    return;
  }
  if (action === "remove") {
    if (known === undefined) bastille.fail(`[ERROR]: Value not present in jail.conf: ${property}`);
    bastille.head(jail);
    bastille.edit(path, (text) => withoutLines(text, property));
    bastille.say(`Property removed: ${property}`);
    return;
  }
  const isAddress = (property === "ip4.addr" || property === "ip6.addr") && !value.includes("|");
  const whole = isAddress ? `${(known ?? "").split("|")[0]}|${value}` : value;
  if (whole !== "" && !VALUE.test(whole))
    bastille.fail(`[ERROR]: Value contains unsupported characters: ${whole}`);
  bastille.edit(path, (text) => withProperty(text, property, whole));
}

/** All lines that have the name somewhere go: that is how Bastille does it. */
function withoutLines(text: string, property: string): string {
  const lines = text.split("\n");
  return lines.filter((line) => !line.includes(property)).join("\n");
}

/** The first line of the property is replaced; without one it comes before the closing brace. */
function withProperty(text: string, property: string, value: string): string {
  const quoted = value.includes(" ") ? `'${value}'` : value;
  const line = value === "" ? `  ${property};` : `  ${property} = ${quoted};`;
  const lines = text.split("\n");
  const nameIn = (one: string) => one.split("=")[0]!.trim().replace(/;$/, "").trim();
  const at = lines.findIndex((one) => nameIn(one) === property);
  if (at >= 0) return lines.with(at, line).join("\n");
  const end = lines.indexOf("}");
  return end < 0 ? text : lines.toSpliced(end, 0, line).join("\n");
}
