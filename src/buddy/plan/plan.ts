/** From a request to a plan: every decision is made here, from values alone. */
import type { Request } from "../request.ts";
import { planBridging, planUnbridge } from "./bridges.ts";
import { planDisable, planEnable } from "./enable.ts";
import { planCreate, planDestroy, planJail, planUnjail, type Whereabouts } from "./guests.ts";
import { planStart } from "./start.ts";
import type { Plan } from "./step.ts";
import { planRestart, planStop } from "./stop.ts";
import { type MachineCard, planVmconf, planVmname, type VmConfiguration } from "./vm.ts";
import type { Seen, Wanted } from "./wanted.ts";

/** What was seen for one request only. */
export interface Particulars {
  /** Where the interface is that `unjail` is about. */
  readonly where?: Whereabouts;
  /** For `vmconf`. */
  readonly vm?: VmConfiguration;
  /** For `vmname`. */
  readonly cards?: readonly MachineCard[];
}

/** Throws a Refusal when the request cannot be carried out. */
export function plan(request: Request, wanted: Wanted, seen: Seen, also: Particulars = {}): Plan {
  switch (request.word) {
    case "enable":
      return planEnable(wanted, seen);
    case "disable":
      return planDisable(wanted);
    case "start":
      return planStart(wanted, seen);
    case "stop":
      return planStop(wanted, seen, request.all);
    case "restart":
      return planRestart(wanted, seen);
    case "bridge":
      return planBridging(wanted, seen, request);
    case "unbridge":
      return planUnbridge(wanted, seen, request.name);
    case "create":
      return planCreate(wanted, seen, request.name, request.bridge);
    case "jail":
      return planJail(wanted, seen, request.name, request.bridge);
    case "destroy":
      return planDestroy(wanted, seen, request.name);
    case "unjail":
      return planUnjail(wanted, seen, request.name, also.where ?? { in: "host" });
    case "vmconf":
      return planVmconf(wanted, also.vm!);
    case "vmname":
      return planVmname(seen, also.cards ?? []);
  }
}
