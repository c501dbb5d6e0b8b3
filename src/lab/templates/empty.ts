/** A host with one NIC, and nothing on it. */
import { defaultHost } from "../base/description.ts";
import type { Template } from "./template.ts";

export const template: Template = {
  summary: "one NIC on a LAN, and nothing else",
  jails: { min: 0, max: 0 },
  host: () => defaultHost,
};
