/** `ngbuddy lab templates`: the hosts that a lab can start as. */
import { padded } from "../../buddy/columns.ts";
import { jsonText } from "../../buddy/printable.ts";
import { templates } from "../../lab/templates/index.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { hostOfTemplate, JAILS_OPTION } from "./template.ts";

export const subcommand = makeSubcommand({
  name: "lab templates",
  summary: "show the hosts that a lab can start as, or one of them as a description",
  details: `With NAME it prints that template's description, to be changed and started: ngbuddy lab start --host FILE.json`,
  arguments: [{ name: "NAME", of: Object.keys(templates), optional: true }],
  options: {
    jails: JAILS_OPTION,
    json: { type: "boolean", summary: "the list as JSON" },
  },
  async run({ name: wanted }, { jails, json }, context) {
    const list = Object.entries(templates).map(([name, { summary, jails }]) => ({
      name,
      summary,
      minJails: jails.min,
      maxJails: jails.max,
    }));
    if (wanted !== undefined) {
      const schema = { $schema: "/usr/local/share/examples/ngbuddy/host.schema.json" };
      const host = hostOfTemplate("lab templates", wanted, jails);
      context.out(`${JSON.stringify({ ...schema, ...host }, null, 2)}\n`);
    } else if (json) context.out(jsonText({ version: 1, templates: list }));
    else
      for (const { name, summary, minJails, maxJails } of list) {
        const jails = maxJails === 0 ? "" : `; ${minJails} to ${maxJails} jails`;
        context.out(`${padded(name, 10)} ${summary}${jails}\n`);
      }
    return exitStatus.ok;
  },
});
