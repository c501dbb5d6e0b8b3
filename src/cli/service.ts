/** What `service ngbuddy` can do: it follows from the records of the subcommands. */
import { loadAll, type SubcommandList } from "./subcommand.ts";

/** Commands that rc.subr(8) knows of every service. */
const COMMON = new Set(["enable", "disable", "start", "stop", "restart", "status"]);

/** The commands that the service has beyond those of every service (extra_commands), in the order of the alphabet. */
export async function serviceCommands(list: SubcommandList): Promise<string[]> {
  const all = await loadAll(list);
  return all
    .filter(({ name, inService }) => inService && !COMMON.has(name))
    .map(({ name }) => name)
    .sort();
}
