/** basename(1), dirname(1): parts of paths. */
import { command, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { ShellProcess } from "../process/process.ts";

const BASENAME = "usage: basename string [suffix]\n       basename [-a] [-s suffix] string [...]";

export const basename = command((process: ShellProcess) => {
  const { has, value, operands } = getopt(process, "as:", BASENAME);
  const [first, second] = operands;
  if (first === undefined) usage(BASENAME);
  const several = has("a") || has("s");
  if (!several && operands.length > 2) usage(BASENAME);
  const suffix = value("s") ?? (several ? "" : (second ?? ""));
  for (const path of several ? operands : [first]) {
    const name = /([^/]+)\/*$/.exec(path)?.[1] ?? (path === "" ? "" : "/");
    const isCut = suffix !== "" && name !== suffix && name.endsWith(suffix);
    process.out(`${isCut ? name.slice(0, -suffix.length) : name}\n`);
  }
  return 0;
});

export const dirname = command((process: ShellProcess) => {
  const { operands } = getopt(process, "", "usage: dirname string [...]");
  if (operands.length === 0) usage("usage: dirname string [...]");
  for (const path of operands) {
    const trimmed = path.replace(/\/+$/, "");
    const above = trimmed.replace(/\/*[^/]*$/, "");
    const isRooted = path.startsWith("/");
    process.out(`${above !== "" ? above : isRooted ? "/" : "."}\n`);
  }
  return 0;
});
