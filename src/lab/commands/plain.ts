/** echo(1), true(1), false(1) */
import type { Command } from "../process/process.ts";

export const echo: Command = ({ argv, out }) => {
  const newline = argv[1] !== "-n";
  out(`${argv.slice(newline ? 1 : 2).join(" ")}${newline ? "\n" : ""}`);
  return 0;
};

export const succeed: Command = () => 0;
export const fail: Command = () => 1;
