/** The host that a lab is to be, as it is typed: a template with its number of jails, or a file that describes one. */
import { nearest } from "../../config/nearest.ts";
import type { NamedFrom } from "../../host/namedplace.ts";
import type { HostDescription } from "../../lab/base/description.ts";
import { templates } from "../../lab/templates/index.ts";
import { exitStatus, Failure } from "../io.ts";
import { HOST_OPTION, readDescription } from "./hostfile.ts";

const USUAL_JAILS = 5;

/** The option that says how many jails there are. */
export const JAILS_OPTION = {
  type: "string",
  value: "COUNT",
  summary: `how many jails a template is to have (usually ${USUAL_JAILS})`,
} as const;

/** The options that say which host it is. */
export const HOST_OPTIONS = {
  host: HOST_OPTION,
  template: {
    type: "string",
    value: "NAME",
    of: Object.keys(templates),
    summary: "the host of a template, and boot it; lab templates lists them",
  },
  jails: JAILS_OPTION,
} as const;

/** Returns the host that the options ask for; undefined when they ask for none. Throws a Failure for what is no host. */
export function wantedHost(
  from: NamedFrom,
  subcommand: string,
  { host, template, jails }: { readonly [name in keyof typeof HOST_OPTIONS]?: string },
): HostDescription | undefined {
  const fail = (text: string) => new Failure(exitStatus.usage, `${subcommand}: ${text}`);
  if (host !== undefined && template !== undefined)
    throw fail("give --host or --template, not both");
  if (template !== undefined) return hostOfTemplate(subcommand, template, jails);
  if (jails !== undefined)
    throw fail(
      `--jails needs a template; for example: ngbuddy ${subcommand} --template article --jails ${USUAL_JAILS}`,
    );
  return host === undefined ? undefined : readDescription(from, host);
}

/** Returns a template's host. Throws a Failure for a template that there is not, and for a number of jails that it cannot have. */
export function hostOfTemplate(
  subcommand: string,
  name: string,
  jails: string | undefined,
): HostDescription {
  const fail = (text: string) => new Failure(exitStatus.usage, `${subcommand}: ${text}`);
  if (!Object.hasOwn(templates, name)) {
    const meant = nearest(name, Object.keys(templates));
    const known = `there are ${Object.keys(templates).join(", ")}`;
    throw fail(
      `there is no template "${name}"; ${meant === undefined ? known : `did you mean ${meant}?`}`,
    );
  }
  const { jails: limits, host: hostWith } = templates[name]!;
  const host = (count: number): HostDescription => {
    const made = { ...hostWith(count), template: name };
    if (made.second === undefined) return made;
    return { ...made, second: { ...made.second, host: { ...made.second.host, template: name } } };
  };
  if (jails === undefined) return host(Math.min(USUAL_JAILS, limits.max));
  if (limits.max === 0) throw fail(`the template ${name} has no jails; leave --jails out`);
  const count = /^\d{1,4}$/.test(jails) ? Number(jails) : 0;
  if (count < limits.min || count > limits.max)
    throw fail(`--jails must be ${limits.min} to ${limits.max} for ${name}, and is "${jails}"`);
  return host(count);
}
