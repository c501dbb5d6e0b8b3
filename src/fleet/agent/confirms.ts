/** What waits on a host to be confirmed, and is by the fleet's owner. */
import * as v from "valibot";
import { confirmAll } from "../../buddy/apply/confirming.ts";
import { waiting } from "../../buddy/apply/unconfirmed.ts";
import { refuse } from "../../buddy/refusal.ts";
import type { Host } from "../../host/host.ts";
import { type Confirmed, confirmQuestionSchema, openConfirm } from "../confirm.ts";
import type { Nonces } from "../question.ts";
import type { AgentFile } from "../shapes.ts";
import { isOfOrder } from "./carryorder.ts";
import { modeOf } from "./mode.ts";

/**
 * Confirms what waits on the host, but for orders: those are confirmed when the host has proved that it reaches a server. Throws a
 * Refusal for what another one asks, and on a host that is only observed.
 */
export async function confirmAsked(
  {
    host,
    file,
    nonces,
  }: { readonly host: Host; readonly file: AgentFile; readonly nonces: Nonces },
  asked: unknown,
): Promise<Confirmed> {
  const { success, output } = v.safeParse(confirmQuestionSchema, asked);
  if (!success) return refuse("data", "what is asked makes no sense to this version");
  const now = Date.now();
  nonces.once(openConfirm(output.confirm, { ...file, now }), now);
  if ((await modeOf(host)) === "observe")
    return refuse(
      "noPermission",
      "this host is only observed (ngbuddy_agent_mode in its rc.conf): type ngbuddy confirm there",
    );
  const confirmed: string[] = [];
  for (const { request } of await waiting(host))
    if (!isOfOrder(request)) confirmed.push(...(await confirmAll(host, request)));
  return { version: 1, confirmed };
}
