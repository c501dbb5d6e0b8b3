/** tee(1) */
import { command, errnoOf, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

export const tee = command(async (process: ShellProcess) => {
  const options = getopt(process, "ai", "usage: tee [-ai] [file ...]");
  const { files } = process.lab;
  let status = 0;
  const attempt = (name: string, action: () => void): boolean => {
    try {
      action();
      return true;
    } catch (error) {
      warn(process, errnoOf(error), name);
      status = 1;
      return false;
    }
  };
  // The files are opened, and without -a emptied, before anything is read.
  const opened = options.operands.filter((name) =>
    attempt(name, () => {
      const path = placeOf(process, name);
      if (options.has("a")) files.append(path, "");
      else files.write(path, "");
    }),
  );
  const text = await process.stdin.all();
  process.out(text);
  for (const name of opened) attempt(name, () => files.append(placeOf(process, name), text));
  return status;
});
