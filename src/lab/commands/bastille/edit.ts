/** `bastille edit`: the editor of the environment on one of a jail's files. */

import { whyNot } from "../../process/process.ts";
import { EX_UNAVAILABLE } from "../../process/sysexits.ts";
import type { Bastille } from "./context.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { target } from "./targets.ts";

const SHORT: { readonly [name: string]: string } = {
  rc: "root/etc/rc.conf",
  "rc.conf": "root/etc/rc.conf",
  resolv: "root/etc/resolv.conf",
  "resolv.conf": "root/etc/resolv.conf",
};

export const edit: BastilleSubcommand = {
  usage: "[option(s)] TARGET [FILE]",
  options: {},
  operands: { min: 1, max: 2 },
  async run(bastille: Bastille, { operands: [word = "", file = "jail.conf"] }) {
    const jail = target(bastille, word);
    const path = bastille.jail(jail, `/${SHORT[file] ?? file}`);
    if (SHORT[file] === undefined && !bastille.files.exists(path))
      bastille.fail(`[ERROR]: File not found: ${file}`);
    const editor = bastille.process.environment["EDITOR"] || "edit";
    const program = bastille.process.lab.program(editor, bastille.process);
    if (program.kind === "command") return await bastille.run(editor, path);
    // No editor is a lab's: the file can be written by any command, and lies in the lab's directory.
    const why = program.kind === "absent" ? whyNot.elsewhere : whyNot[program.kind];
    bastille.complain(`${editor}: ${why}; the file is ${path}`);
    return EX_UNAVAILABLE;
  },
};
