/** What `ngbuddy fleet` has, in the order in which it is shown. */
import type { SubcommandList } from "../subcommand.ts";

export const fleetSubcommands: SubcommandList = {
  init: () => import("./init.ts"),
  "server-config": () => import("./serverconfig.ts"),
  enroll: () => import("./enroll.ts"),
  dismiss: () => import("./dismiss.ts"),
  status: () => import("./status.ts"),
  find: () => import("./find.ts"),
  history: () => import("./history.ts"),
  top: () => import("./top.ts"),
  plan: () => import("./plan.ts"),
  apply: () => import("./apply.ts"),
  rollback: () => import("./rollback.ts"),
  confirm: () => import("./confirm.ts"),
  doctor: () => import("./doctor.ts"),
  capture: () => import("./capture.ts"),
  exporter: () => import("./exporter.ts"),
  web: () => import("./web.ts"),
};
