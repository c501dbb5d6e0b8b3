/** Lines of rc.conf that look like assignments, and that sh(1) takes for commands. */
import { variablePart } from "../../../config/interfaces.ts";
import { takeApart } from "../../../config/sh/assignments.ts";
import type { LocatedCommand } from "../../../config/variables.ts";
import type { Found } from "../finding.ts";
import type { RcFileRead } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

/** Variables of rc.conf that networks are made of. */
const OF_NETWORKS =
  /^(?:ngbuddy_\w+|ifconfig_\w+|vlans_\w+|create_args_\w+|cloned_interfaces|defaultrouter|hostname|gateway_enable|jail_list)$/;

export const noAssignment: ConfigRule = {
  id: "no-assignment",
  summary:
    "a line of rc.conf that sets nothing, as its name can be no variable's or its value has no quotes",
  *examine({ rc }) {
    for (const file of rc?.files ?? [])
      for (const command of file.commands) {
        const what = whatIsWrong(command);
        if (what !== undefined) yield found(file, command, what);
      }
  },
};

function found(file: RcFileRead, { words }: LocatedCommand, message: string): Found {
  return { at: file.place(words[0]!.start), severity: "error", message };
}

function whatIsWrong(command: LocatedCommand): string | undefined {
  const { leading, name, args } = takeApart(command);
  if (name === undefined) return undefined;
  const [first] = leading;
  if (first !== undefined) {
    if (!OF_NETWORKS.test(first.name)) return undefined;
    const isEmpty = first.word.raw.endsWith("=");
    return isEmpty
      ? `${first.name}= with a blank behind it sets nothing: sh(1) runs the command "${name.raw}"; write ${first.name}="…" without the blank`
      : `${first.name} is not set: a value with blanks needs quotes, as sh(1) runs the command "${name.raw}" here; write ${first.name}="… …"`;
  }
  const [, misnamed, operator] = /^([A-Za-z_][\w.:@-]*)(\+?=)/.exec(name.raw) ?? [];
  if (misnamed !== undefined && operator === "+=")
    return `sh(1) has no +=, and takes this for a command; write ${misnamed}="\${${misnamed}} …"`;
  if (misnamed !== undefined)
    return `"${misnamed}" can be no variable's name, which has letters, digits and _ alone, and sh(1) takes this for a command; write ${variablePart(misnamed)}=`;
  const [, plain, colon] = /^(\w+)(:?)$/.exec(name.raw) ?? [];
  if (plain === undefined) return undefined;
  if (/^\+?=/.test(args[0]?.raw ?? ""))
    return `blanks around = make a command of this, and set nothing; write ${plain}="…"`;
  return OF_NETWORKS.test(plain)
    ? `${plain} is no command${colon === "" ? "" : ", and : sets nothing"}; write ${plain}="…"`
    : undefined;
}
