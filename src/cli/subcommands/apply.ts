/** `ngbuddy apply`. */
import { makeChangingSubcommand } from "../change.ts";
import { DOCUMENT } from "../documentoption.ts";
import { exitStatus, Failure } from "../io.ts";

export const subcommand = makeChangingSubcommand({
  name: "apply",
  summary: "make rc.conf and the graph as a document says",
  details: `What the document does not name stays as it is, and null in it takes something away: bridges: {v10: null}. Bridges
that cannot be changed while they are up are made anew, and jails that run have their interfaces again. ngbuddy export
prints a document of this host, ngbuddy diff -f FILE says what apply would change.`,
  arguments: [],
  options: DOCUMENT,
  example: "ngbuddy apply -f net.yaml",
  confirmable: true,
  async request(_, { file }, context) {
    if (file === undefined)
      throw new Failure(
        exitStatus.usage,
        "apply: the document is missing; name it: ngbuddy apply -f FILE",
      );
    const { documentNamed } = await import("../documentfile.ts");
    const { documentRequest } = await import("../../document/request.ts");
    return documentRequest(await documentNamed(context, "apply", file));
  },
});
