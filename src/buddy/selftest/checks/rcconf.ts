/** Can rc.conf be used as it is? */
import { readWanted } from "../../configuration.ts";
import { counted } from "../../counted.ts";
import type { SelfTestCheck } from "../check.ts";

export const rcConf: SelfTestCheck = {
  name: "rc.conf",
  async find(host) {
    const { bridges } = await readWanted(host);
    // A list is not read before it is needed: here is where its faults are told.
    for (const { list } of bridges) list.length;
    return counted(bridges.length, "bridge");
  },
};
