/** The commands that need no more of a lab than its files, by name: a shell runs them in its own process. One line a command. */
import type { PlainCommand } from "../process/process.ts";
import { awk } from "./awk.ts";
import { cat } from "./cat.ts";
import { chmod } from "./chmod.ts";
import { cp } from "./cp.ts";
import { cut } from "./cut.ts";
import { env, printenv } from "./env.ts";
import { grep } from "./grep.ts";
import { head } from "./head.ts";
import { groups, id, whoami } from "./id.ts";
import { ln } from "./ln.ts";
import { ls } from "./ls.ts";
import { mkdir } from "./mkdir.ts";
import { mv } from "./mv.ts";
import { basename, dirname } from "./names.ts";
import { echo, fail, succeed } from "./plain.ts";
import { printf } from "./printf.ts";
import { rm } from "./rm.ts";
import { rmdir } from "./rmdir.ts";
import { sed } from "./sed.ts";
import { seq } from "./seq.ts";
import { sort } from "./sort.ts";
import { tail } from "./tail.ts";
import { tee } from "./tee.ts";
import { test } from "./test.ts";
import { touch } from "./touch.ts";
import { tr } from "./tr.ts";
import { uniq } from "./uniq.ts";
import { wc } from "./wc.ts";
import { which } from "./which.ts";
import { xargs } from "./xargs.ts";
import { yes } from "./yes.ts";

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
  awk,
  basename,
  cut,
  dirname,
  egrep: grep,
  env,
  fgrep: grep,
  grep,
  groups,
  head,
  id,
  ln,
  printenv,
  rmdir,
  sed,
  seq,
  sort,
  tail,
  tr,
  uniq,
  wc,
  which,
  whoami,
  xargs,
  yes,
};
