/** What a shell on a lab begins with. */
import type { Io } from "../../io.ts";

/** Where it begins: root's own directory. */
export const HOME = "/root";

/** Returns its environment. The machine's stays outside, but for what the terminal is called. */
export function environmentFrom({ env }: Io): { readonly [name: string]: string } {
  const { TERM } = env;
  return {
    HOME,
    LOGNAME: "root",
    PWD: HOME,
    SHELL: "/bin/sh",
    USER: "root",
    ...(TERM && { TERM }),
  };
}
