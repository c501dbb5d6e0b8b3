/** How a rollout is done, as it is typed. */
import { confirmSeconds } from "../../fleet/confirmseconds.ts";
import type { RolloutWish } from "../../fleet/rollout/rollout.ts";
import { exitStatus, Failure } from "../io.ts";
import type { Options, OptionValues } from "../subcommand.ts";
import { FLEET_OPTION } from "./file.ts";

/** What the subcommands take that change hosts. */
export const ROLLOUT_OPTIONS = {
  ...FLEET_OPTION,
  canary: {
    type: "string",
    value: "COUNT",
    summary: "so many hosts first; 1 when it is not given",
  },
  share: {
    type: "string",
    value: "PERCENT",
    summary: "so much of all hosts in each wave after that; 25% when it is not given",
  },
  "max-failures": {
    type: "string",
    value: "COUNT",
    summary: "go on while no more hosts than this fail; 0 when it is not given",
  },
  confirm: {
    type: "string",
    value: "SECONDS",
    summary:
      "a host that reaches no server within so many seconds goes back to what it was,\n1 to 3600; 30 when it is not given",
  },
  "dry-run": {
    type: "boolean",
    short: "n",
    summary: "show the steps and the waves, and change nothing",
  },
  json: { type: "boolean", summary: "as JSON" },
} as const satisfies Options;

/** Returns it. Throws a Failure for what cannot be. */
export function rolloutWish(
  subcommand: string,
  values: OptionValues<typeof ROLLOUT_OPTIONS>,
  note: string,
): RolloutWish {
  const number = (
    name: string,
    text: string | undefined,
    usual: number,
    min: number,
    max: number,
  ) => {
    if (text === undefined) return usual;
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new Failure(exitStatus.usage, `${subcommand}: --${name} ${text}: give ${min} to ${max}`);
  };
  const { usual, min, max } = confirmSeconds;
  return {
    canary: number("canary", values.canary, 1, 0, MANY),
    share: number("share", values.share?.replace(/%$/, ""), 25, 1, 100) / 100,
    maxFailures: number("max-failures", values["max-failures"], 0, 0, MANY),
    confirm: number("confirm", values.confirm, usual, min, max),
    note,
  };
}

const MANY = 100_000;
