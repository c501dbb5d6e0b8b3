/** `ngbuddy web`. */
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { withKey } from "../web/key.ts";
import { PAGE_OPTIONS } from "../web/options.ts";
import { serve } from "../web/serve.ts";
import { settingsOf } from "../web/settings.ts";

export const subcommand = makeSubcommand({
  name: "web",
  summary: "serve a live page of the host on 127.0.0.1",
  details: `Open the address that it prints: its token is good once, for one browser, which stays let in for a week; then the
address for the next one is printed. The page is read-only, unless --allow-changes is given. Other addresses than
127.0.0.1 need TLS, or a proxy that has it, and --name.`,
  arguments: [],
  options: {
    "allow-changes": {
      type: "boolean",
      summary: "the page can make and remove bridges and interfaces, each plan shown first",
    },
    interval: {
      type: "string",
      value: "SECONDS",
      summary: "between two readings of the host, 0.1 to 3600; 1 when it is not given",
    },
    ...PAGE_OPTIONS,
  },
  serves: true,
  async run(_, values, context) {
    if (values.revoke) {
      if (Object.values(values).filter((value) => value !== undefined).length > 1)
        throw new Failure(exitStatus.usage, "web: --revoke stands alone");
      withKey(await context.host(), context, (key) => key.revoke());
      context.out(
        "no browser is let in any more: open the newest address that ngbuddy web printed\n",
      );
      return exitStatus.ok;
    }
    const settings = settingsOf(values, context);
    await serve(settings, await context.host(), context);
    return exitStatus.ok;
  },
});
