/** `ngbuddy vmconf`. */
import { vmConfiguration } from "../../buddy/machines.ts";
import { planVmconf } from "../../buddy/plan/vm.ts";
import { makeRequest } from "../../buddy/request.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "vmconf",
  summary: "make switches of vm-bhyve's of the bridges, in its system.conf (a copy is kept)",
  arguments: [],
  inService: true,
  request: () =>
    makeRequest({
      find: (host, _, wanted) => vmConfiguration(host, wanted),
      plan: (wanted, _, vm) => planVmconf(wanted, vm),
    }),
});
