/** `ngbuddy stop`. */
import { makeChangingSubcommand } from "../change.ts";

export const subcommand = makeChangingSubcommand({
  name: "stop",
  summary: "shut down the bridges of rc.conf and everything that is attached to them",
  arguments: [],
  options: {
    all: {
      type: "boolean",
      summary: "shut down every bridge and eiface of the host, whoever made it",
    },
  },
  confirmable: true,
  inService: true,
  request: (_, options) => ({ word: "stop", all: options.all === true }),
});
