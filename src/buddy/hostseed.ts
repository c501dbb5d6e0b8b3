/** A seed for addresses that is the host's own, so that two hosts with interfaces of the same names do not collide. */
import { hostname, systemValue } from "../host/commands.ts";
import type { Host } from "../host/host.ts";

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Returns the host's UUID, which stays when the host gets another name (rc.d/hostid); its name where it has none; undefined
 * where it has neither. Once it is in rc.conf it is that text, whatever becomes of either.
 */
export async function hostSeed(host: Host): Promise<string | undefined> {
  const uuid = await systemValue(host, "kern.hostuuid");
  // All the same digit: nobody has given it one.
  if (UUID.test(uuid) && !/^(.)\1*$/.test(uuid.replaceAll("-", ""))) return uuid.toLowerCase();
  const name = await hostname(host);
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(name) && !/^(?:localhost|yes|no)$/i.test(name)
    ? name
    : undefined;
}
