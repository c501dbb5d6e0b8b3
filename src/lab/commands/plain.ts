/** echo(1), true(1), false(1) */
import type { PlainCommand } from "../process/process.ts";

export const echo: PlainCommand = ({ argv, out }) => {
  const newline = argv[1] !== "-n";
  out(`${argv.slice(newline ? 1 : 2).join(" ")}${newline ? "\n" : ""}`);
  return 0;
};

export const succeed: PlainCommand = () => 0;
export const fail: PlainCommand = () => 1;
