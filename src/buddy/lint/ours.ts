/** The commands of ngbuddy's in a jail's hooks. */
import { type HookCommand, hookCommands } from "../adopt/commands.ts";
import { type JailSetup, type SaidValue, saidValues } from "../adopt/setup.ts";

/** Hooks that run inside of the jail (jail(8)). */
export const INNER_HOOKS = ["exec.start", "exec.stop", "command"] as const;

/** Hooks that run on the host before the jail gets its interfaces (usr.sbin/jail/jail.c). */
export const BEFORE_INTERFACES = ["exec.prepare", "exec.prestart", "exec.created"] as const;

/** Hooks that run on the host when the jail stops. */
export const STOPPING = ["exec.prestop", "exec.poststop", "exec.release"] as const;

/** All hooks of a jail. */
const HOOKS: readonly string[] = [
  ...BEFORE_INTERFACES,
  ...INNER_HOOKS,
  "exec.poststart",
  ...STOPPING,
];

/** A command of a hook. */
export interface Hooked {
  readonly hook: string;
  /** The string of jail.conf that it stands in. */
  readonly value: SaidValue;
  readonly command: HookCommand;
}

/** A call of ngbuddy in a hook. */
export interface OurCommand extends Hooked {
  readonly subcommand: string;
  /** What is given to it besides options; undefined for what only sh can tell. */
  readonly words: readonly (string | undefined)[];
  /** The values of options, by their long names; undefined for what only sh can tell. */
  readonly options: ReadonlyMap<string, string | undefined>;
  /** Does it do nothing unless rc.conf enables the service? */
  readonly needsService: boolean;
}

/** Returns the commands of all hooks, in their order. */
export function hookedIn(setup: JailSetup): Hooked[] {
  return HOOKS.flatMap((hook) =>
    saidValues(setup, hook).flatMap((value) =>
      (hookCommands(value.text) ?? []).map((command) => ({ hook, value, command })),
    ),
  );
}

/** Returns a hook's command as one of ngbuddy's; undefined when it is another program's. */
export function ourCommand(hooked: Hooked): OurCommand | undefined {
  const { name, operands } = hooked.command;
  const isService = name === "service" && operands[0]?.text === "ngbuddy";
  if (!isService && name !== "ngbuddy") return undefined;
  const isScript = /(?:^|\s)\S*\/rc\.d\/ngbuddy\b/.test(hooked.value.text);
  const [first, ...rest] = operands.slice(isService ? 1 : 0);
  if (first?.text === undefined) return undefined;
  const [, prefix = "", subcommand = ""] = /^(one|force|fast|quiet)?(.*)$/.exec(first.text)!;
  const byScript = isService || isScript;
  return {
    ...hooked,
    subcommand: byScript ? subcommand : first.text,
    ...argumentsOf(rest.map(({ text }) => text)),
    needsService: byScript && !["one", "force"].includes(prefix),
  };
}

const VALUED: { readonly [option: string]: string } = {
  "-b": "bridge",
  "--bridge": "bridge",
  "-j": "jail",
  "--jail": "jail",
};

function argumentsOf(all: readonly (string | undefined)[]): Pick<OurCommand, "words" | "options"> {
  const words: (string | undefined)[] = [];
  const options = new Map<string, string | undefined>();
  for (let at = 0; at < all.length; at++) {
    const word = all[at];
    if (word === undefined || !word.startsWith("-")) {
      words.push(word);
      continue;
    }
    const [option = "", ...value] = word.split("=");
    const name = Object.hasOwn(VALUED, option) ? VALUED[option]! : option.replace(/^-+/, "");
    if (value.length > 0) options.set(name, value.join("="));
    else if (Object.hasOwn(VALUED, option)) options.set(name, all[++at]);
    else options.set(name, "");
  }
  return { words, options };
}

/** Commands of which it is known what they do to interfaces by what they are given. */
const TRANSPARENT = new Set(
  `service ngbuddy ifconfig ngctl route arp ndp echo printf logger true : sleep test [ mount umount zfs sysctl devfs rm
  mkdir touch cp mv ln chmod chown kill pkill pfctl ipfw jexec jls kldload mdconfig date rctl cpuset ping`.split(
    /\s+/,
  ),
);

/** May a command do anything, a script of somebody's? */
export function isOpaque({ command: { name, operands } }: Hooked): boolean {
  if (name === "sh" && /^\/etc\/rc(?:\.shutdown)?$/.test(operands[0]?.text ?? "")) return false;
  return name === undefined || !TRANSPARENT.has(name);
}

/** Does a command speak of a name, or of something that only sh can tell? */
export function speaksOf({ command: { operands } }: Hooked, name: string): boolean {
  return operands.some(({ text }) => text === undefined || text.includes(name));
}
