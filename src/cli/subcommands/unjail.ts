/** `ngbuddy unjail`. */
import { unjailRequest } from "../../buddy/unjailrequest.ts";
import { makeChangingSubcommand } from "../change.ts";
import { exitStatus, Failure } from "../io.ts";

export const subcommand = makeChangingSubcommand({
  name: "unjail",
  summary: "take interfaces back from a jail (the one of its name) and remove them",
  details: "Of two arguments the second is the jail; of more none is, and --jail says which.",
  arguments: [
    { name: "INTERFACE", of: "eifaces", many: true },
    { name: "JAIL", of: "jails", optional: true },
  ],
  options: {
    jail: {
      type: "string",
      short: "j",
      value: "JAIL",
      of: "jails",
      summary: "the jail that has them; all arguments are interfaces then",
    },
    "if-exists": { type: "boolean", summary: "say nothing of those that there are not" },
  },
  inService: true,
  request({ interface: words }, options) {
    if (words.length > 2 && options.jail === undefined) {
      throw new Failure(
        exitStatus.usage,
        `unjail: whose are they? for example: ngbuddy unjail ${words.join(" ")} --jail JAIL`,
      );
    }
    const isJail = words.length === 2 && options.jail === undefined;
    const names = [...new Set(isJail ? words.slice(0, 1) : words)];
    const jail = isJail ? words[1] : options.jail;
    return unjailRequest(names, jail, options["if-exists"]);
  },
});
