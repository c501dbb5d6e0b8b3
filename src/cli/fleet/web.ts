/** `ngbuddy fleet web`. */
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { PAGE_OPTIONS } from "../web/options.ts";
import { FLEET_OPTION, fleetPath } from "./file.ts";

export const subcommand = makeSubcommand({
  name: "fleet web",
  summary: "serve a live page of all hosts of the fleet on 127.0.0.1",
  details: `Open the address that it prints: its token is good once, for one browser, which stays let in for a week; then the
address for the next one is printed. The page is for reading. A host that somebody looks at is read once a second; the
others tell what changes. Other addresses than 127.0.0.1 need TLS, or a proxy that has it, and --name.`,
  arguments: [],
  options: { ...FLEET_OPTION, ...PAGE_OPTIONS },
  serves: true,
  async run(_, values, context) {
    const path = fleetPath(context, values.fleet);
    if (values.revoke) {
      if (Object.values(values).filter((value) => value !== undefined).length > 1)
        throw new Failure(exitStatus.usage, "fleet web: --revoke stands alone");
      const { withFleetKey } = await import("../web/key.ts");
      withFleetKey(context, (key) => key.revoke());
      context.out(
        "no browser is let in any more: open the newest address that ngbuddy fleet web printed\n",
      );
      return exitStatus.ok;
    }
    const [{ settingsOf }, { serveFleet }] = await Promise.all([
      import("../web/settings.ts"),
      import("./serveweb.ts"),
    ]);
    await serveFleet(settingsOf(values, context, "fleet web"), path, context);
    return exitStatus.ok;
  },
});
