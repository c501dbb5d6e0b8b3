/** The subcommands, in the order in which they are shown. */
import type { Word } from "../word.ts";
import { bridge } from "./bridge.ts";
import { completions } from "./completions.ts";
import { confirm } from "./confirm.ts";
import { create } from "./create.ts";
import { destroy } from "./destroy.ts";
import { disable } from "./disable.ts";
import { enable } from "./enable.ts";
import { graph } from "./graph.ts";
import { jail } from "./jail.ts";
import { mac } from "./mac.ts";
import { recover } from "./recover.ts";
import { restart } from "./restart.ts";
import { selfTest } from "./selftest.ts";
import { start } from "./start.ts";
import { status } from "./status.ts";
import { stop } from "./stop.ts";
import { top } from "./top.ts";
import { unbridge } from "./unbridge.ts";
import { unjail } from "./unjail.ts";
import { vmconf } from "./vmconf.ts";
import { vmname } from "./vmname.ts";
import { web } from "./web.ts";

export const words: ReadonlyMap<string, Word> = new Map(
  Object.entries({
    enable,
    disable,
    start,
    stop,
    restart,
    status,
    graph,
    top,
    web,
    bridge,
    unbridge,
    create,
    destroy,
    jail,
    unjail,
    vmconf,
    vmname,
    mac,
    confirm,
    recover,
    "self-test": selfTest,
    completions,
  }),
);
