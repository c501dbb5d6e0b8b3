/** The commands that need no more of a lab than its files, by name: a shell runs them in its own process. One line a command. */
import type { PlainCommand } from "../process/process.ts";
import { cat } from "./cat.ts";
import { chmod } from "./chmod.ts";
import { cp } from "./cp.ts";
import { ls } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { mv } from "./mv.ts";
import { echo, fail, succeed } from "./plain.ts";
import { printf } from "./printf.ts";
import { rm } from "./rm.ts";
import { tee } from "./tee.ts";
import { test } from "./test.ts";
import { touch } from "./touch.ts";

export const plainCommands: { readonly [name: string]: PlainCommand } = {
  "[": test,
  cat,
  chmod,
  cp,
  echo,
  false: fail,
  ls,
  mkdir,
  mv,
  printf,
  rm,
  tee,
  test,
  touch,
  true: succeed,
};
