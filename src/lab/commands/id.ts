/** id(1), whoami(1), groups(1): in a lab everybody is root. */
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";
import { refuseOptions } from "../process/texts.ts";

const USAGE =
  "usage: id [user]\n       id -A\n       id -G [-n] [user]\n       id -M\n       id -P [user]\n       id -c\n       id -d [user]\n       id -g [-nr] [user]\n       id -p [user]\n       id -s [user]\n       id -u [-nr] [user]";

export const id = command((process: ShellProcess) => {
  const options = getopt(process, "APGMacdgnprsu", USAGE);
  refuseOptions(options, "APMacdps");
  const { has, operands } = options;
  const kinds = ["G", "g", "u"].filter(has);
  if (kinds.length > 1 || operands.length > 1 || (kinds.length === 0 && (has("n") || has("r"))))
    usage(USAGE);
  const [user] = operands;
  if (user !== undefined && !/^(?:root|0)$/.test(user)) errx(1, `${user}: no such user`);
  const answer = {
    G: has("n") ? "wheel operator" : "0 5",
    g: has("n") ? "wheel" : "0",
    u: has("n") ? "root" : "0",
  };
  const [kind] = kinds as (keyof typeof answer)[];
  process.out(
    `${kind === undefined ? "uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)" : answer[kind]}\n`,
  );
  return 0;
});

export const whoami = command((process: ShellProcess) => {
  if (process.argv.length > 1) usage("usage: whoami");
  process.out("root\n");
  return 0;
});

export const groups = command((process: ShellProcess) => {
  const [, user = "root"] = process.argv;
  if (user !== "root") errx(1, `${user}: no such user`);
  process.out("wheel operator\n");
  return 0;
});
