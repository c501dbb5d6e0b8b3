/** Calls of ngbuddy in a jail's hooks that stand where they do nothing. */
import { literals } from "../../adopt/tools/tool.ts";
import type { Found } from "../finding.ts";
import type { CheckedJail, JailsReading } from "../jailsreading.ts";
import { INNER_HOOKS } from "../ours.ts";
import type { ConfigRule } from "../rule.ts";
import { ofJail, replacedIn } from "./jailtext.ts";

export const jailHooks: ConfigRule = {
  id: "jail-hook",
  summary:
    "a call of ngbuddy in a jail's hook that is not run, or runs too late or inside of the jail",
  *examine({ jails }) {
    for (const jail of jails?.jails ?? []) {
      yield* replaced(jails!, jail);
      yield* misplaced(jails!, jail);
      yield* tooEarly(jails!, jail);
    }
  },
};

/** `ifconfig epair0b vnet web` where there is no jail web yet. */
function* tooEarly({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  for (const { hook, command, value } of jail.hooked) {
    const [iface, action, name] = literals(command);
    if (command.name !== "ifconfig" || action !== "vnet" || name !== jail.name) continue;
    if (hook !== "exec.prepare" && hook !== "exec.prestart") continue;
    yield ofJail(
      jail,
      place(value.setting.at),
      "error",
      `${hook} gives ${iface} to a jail that is not there yet; leave that to vnet.interface = ${iface};`,
    );
  }
}

function* replaced({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  for (const { hook, first, by } of replacedIn(jail)) {
    const [was, is] = [place(first.at), place(by.at)];
    const where = was.file === is.file ? `line ${was.line}` : `${was.file}:${was.line}`;
    yield ofJail(
      jail,
      is,
      "error",
      `this ${hook} takes the place of the one in ${where}, which calls ngbuddy; write ${hook} += …`,
    );
  }
}

function* misplaced({ place }: JailsReading, jail: CheckedJail): Iterable<Found> {
  for (const { hook, subcommand, value } of jail.ours) {
    const at = place(value.setting.at);
    const right = subcommand === "jail" ? "exec.prestart" : "exec.prestop";
    if (!/^(?:un)?jail$/.test(subcommand)) continue;
    if ((INNER_HOOKS as readonly string[]).includes(hook))
      yield ofJail(
        jail,
        at,
        "error",
        `${hook} runs inside of the jail, where ngbuddy cannot make or remove anything; use ${right}`,
      );
    else if (hook === "exec.poststart" && subcommand === "jail" && jail.isVnet)
      yield ofJail(
        jail,
        at,
        "error",
        `${hook} runs when the jail should have its interface already; use ${right}`,
      );
  }
}
