/** ls(1): names only, one a line as to a pipe. */
import { errno } from "../../netgraph/errno.ts";
import { command, errnoOf, errx, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { ShellProcess } from "../process/process.ts";

export const ls = command((process: ShellProcess) => {
  const options = getopt(process, "1aAdlhRtrF", "usage: ls [-1aAdr] [file ...]");
  for (const letter of "lhRtF")
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  const { files } = process.lab;
  const hidden = options.has("a") || options.has("A");
  const ordered = (names: readonly string[]) => (options.has("r") ? [...names].reverse() : names);
  const names = options.operands.length === 0 ? ["."] : [...options.operands].sort();
  let status = 0;
  const there = names.filter((name) => {
    if (files.exists(placeOf(process, name))) return true;
    warn(process, errno.ENOENT, name);
    status = 1;
    return false;
  });
  const isOpened = (name: string) => !options.has("d") && files.isDirectory(placeOf(process, name));
  const plain = ordered(there.filter((name) => !isOpened(name)));
  const directories = ordered(there.filter(isOpened));
  let text = plain.map((name) => `${name}\n`).join("");
  for (const name of directories) {
    if (names.length > 1) text += `${text === "" ? "" : "\n"}${name}:\n`;
    try {
      const found = files
        .list(placeOf(process, name))
        .filter((child) => hidden || !child.startsWith("."));
      const dots = options.has("a") ? [".", ".."] : [];
      text += ordered([...dots, ...found])
        .map((child) => `${child}\n`)
        .join("");
    } catch (error) {
      warn(process, errnoOf(error), name);
      status = 1;
    }
  }
  process.out(text);
  return status;
});
