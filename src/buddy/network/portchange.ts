/** The options of `port`, as a change of settings. */
import {
  mirrorName,
  PortError,
  type PortSettings,
  readGuard,
  readPort,
  readRate,
} from "../../config/ports.ts";
import { refuse } from "../refusal.ts";
import type { PortChange } from "./planport.ts";

/** The options as they were typed. */
export interface PortOptions {
  readonly rate?: string;
  readonly guard?: boolean;
  readonly addresses?: string;
  readonly "no-guard"?: boolean;
  readonly isolate?: boolean;
  readonly "no-isolate"?: boolean;
  readonly vlan?: string;
  readonly trunk?: string;
  readonly mirror?: string;
}

/** Reads the options of `port`. Throws a Refusal for what cannot be. Returns what changes in the settings that there are. */
export function portChange(options: PortOptions): (before: PortSettings) => PortChange {
  const { rate, guard, addresses, isolate, vlan, trunk, mirror } = options;
  const noGuard = options["no-guard"] === true;
  const noIsolate = options["no-isolate"] === true;
  if (noGuard && (guard || addresses !== undefined))
    refuse("usage", "--no-guard takes away what --guard and --addresses ask for; give one of them");
  if (noIsolate && isolate)
    refuse("usage", "--no-isolate takes away what --isolate asks for; give one of them");
  const from = told("--addresses", addresses, readGuard);
  const fixed: PortChange = {
    ...given("rate", told("--rate", rate, readRate)),
    ...(noGuard && { guard: null }),
    ...(from !== undefined && { guard: from ?? [] }),
    ...(isolate && { isolate: true }),
    ...(noIsolate && { isolate: null }),
    ...given(
      "vlan",
      told("--vlan", vlan, (text) => readPort(`vlan=${text}`).vlan!),
    ),
    ...given(
      "trunk",
      told("--trunk", trunk, (text) => readPort(`trunk=${text}`).trunk!),
    ),
    ...given("mirror", told("--mirror", mirror, mirrorName)),
  };
  // A guard that is there keeps its addresses.
  return (before) => ({
    ...(guard && { guard: before.guard ?? [] }),
    ...fixed,
  });
}

function given<N extends keyof PortSettings>(
  name: N,
  value: PortSettings[N] | null | undefined,
): PortChange {
  return value === undefined ? {} : { [name]: value };
}

/** The value of an option; null for `none`. */
function told<T>(
  option: string,
  text: string | undefined,
  read: (text: string) => T,
): T | null | undefined {
  if (text === undefined) return undefined;
  if (text === "none") return null;
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return refuse("usage", `${option} ${text}: ${error.message}`);
  }
}
