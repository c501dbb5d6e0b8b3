/** `ngbuddy start`. */
import { startRequest } from "../../buddy/startrequest.ts";
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "start",
  summary: "make every bridge and interface of rc.conf that is not there",
  details: "ngbuddy check looks through rc.conf and jail.conf before, line by line.",
  arguments: [],
  confirmable: true,
  inService: true,
  request: startRequest,
});
