/** Are the kernel modules there, or can they be loaded when they are needed? */
import { hasModule, systemValue } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

const MODULES = ["ng_socket", "ng_ether", "ng_bridge", "ng_eiface"];

export const modules: SelfTestCheck = {
  name: "modules",
  /** What is not loaded is loaded when it is needed, unless the securelevel forbids it (securelevel(7)). */
  async find(host) {
    const missing: string[] = [];
    for (const name of MODULES) if (!(await hasModule(host, name))) missing.push(name);
    if (missing.length === 0) return "all are there";
    const level = Number(await systemValue(host, "kern.securelevel"));
    if (level > 0) {
      const lines = missing.map((name) => `${name}_load="YES"`).join(" ");
      throw new Error(
        `securelevel ${level} keeps ${missing.join(" ")} from being loaded; add to /boot/loader.conf: ${lines}`,
      );
    }
    return `${missing.join(" ")}: not there yet, loaded when needed`;
  },
};
