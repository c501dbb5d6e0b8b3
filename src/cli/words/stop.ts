/** `ngbuddy stop`. */
import { changingWord } from "../change.ts";

export const stop = changingWord({
  usage: "stop [-nqv] [--confirm SECONDS] [--all]",
  summary: "shut down the bridges of rc.conf and everything that is attached to them",
  options: `  --all          shut down every bridge and eiface of the host, whoever made it
`,
  confirmable: true,
  takes: [0, 0],
  flags: { all: { type: "boolean" } },
  request: (_, { all }) => ({ word: "stop", all: all === true }),
});
