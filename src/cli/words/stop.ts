/** `ngbuddy stop`. */
import { changingWord } from "../change.ts";

export const stop = changingWord({
  usage: "stop [-nqv] [--all]",
  summary: "shut down the bridges of rc.conf and everything that is attached to them",
  details: `options:
  --all          shut down every bridge and eiface of the host, whoever made it
`,
  takes: [0, 0],
  flags: { all: { type: "boolean" } },
  request: (_, { all }) => ({ word: "stop", all: all === true }),
});
