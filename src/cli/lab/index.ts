/** The lab's own subcommands, in the order in which they are shown. */
import type { SubcommandList } from "../subcommand.ts";

export const labSubcommands: SubcommandList = {
  start: () => import("./start.ts"),
  stop: () => import("./stop.ts"),
  boot: () => import("./boot.ts"),
  reboot: () => import("./reboot.ts"),
  reset: () => import("./reset.ts"),
  templates: () => import("./templates.ts"),
  list: () => import("./list.ts"),
  exec: () => import("./exec.ts"),
  run: () => import("./run.ts"),
  shell: () => import("./shell.ts"),
  log: () => import("./log.ts"),
  reach: () => import("./reach.ts"),
  capture: () => import("./capture.ts"),
  save: () => import("./save.ts"),
  restore: () => import("./restore.ts"),
  advance: () => import("./advance.ts"),
  attach: () => import("./attach.ts"),
  detach: () => import("./detach.ts"),
  cable: () => import("./cable.ts"),
  uncable: () => import("./uncable.ts"),
  preload: () => import("./preload.ts"),
  serve: () => import("./serve.ts"),
  help: () => import("./help.ts"),
};
