/** The request of `ngbuddy start`, for all that compare rc.conf with what is there. */
import { withNetworks } from "./networks.ts";
import { planStart } from "./plan/start.ts";
import { needsOfAll, type Request } from "./request.ts";

/** Returns the request to make every bridge and interface of rc.conf that is not there. */
export function startRequest(): Request {
  return withNetworks(
    { serialises: "bridges", makes: () => "all", needs: needsOfAll, plan: planStart },
    "made",
  );
}
