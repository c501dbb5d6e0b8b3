/** `ngbuddy lab uncable`: a cable is pulled out at both ends. */
import { printable } from "../../buddy/printable.ts";
import { cablesOf, partLabs } from "../../lab/daemon/cabling.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { cableEnd } from "./cableends.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab uncable",
  summary: "pull a cable between two labs out of both",
  details:
    "Each NIC is on its LAN again. The other lab need not run, and need not be there any more. lab cable shows which cables there are.",
  arguments: [{ name: "END" }],
  options: {},
  example: "ngbuddy lab uncable default:vtnet1",
  async run({ end }, _, context) {
    labOf(context);
    const { directory, nic } = cableEnd("lab uncable", end, context.env);
    const cables = await cablesOf(directory);
    const cable =
      cables.find((one) => one.interface === nic) ?? cables.find((one) => one.nic === nic);
    if (cable === undefined) {
      const all = cables.map((one) => one.interface).join(", ");
      throw new Failure(
        exitStatus.noHost,
        `lab uncable: ${printable(nic)} of ${printable(directory.path)} has no cable; ${all === "" ? "no NIC of it has one" : `those with one: ${all}`}`,
      );
    }
    await partLabs(directory, cable);
    context.out(
      `${printable(end)} and ${printable(cable.peer)} in ${printable(cable.lab)} are apart.\n`,
    );
    return exitStatus.ok;
  },
});
