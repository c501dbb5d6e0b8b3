/** All ways to make jails' interfaces that are known. */
import { appjail } from "./appjail.ts";
import { epair } from "./epair.ts";
import { jib, jng } from "./examples.ts";
import type { NetworkTool } from "./tool.ts";

export const networkTools: readonly NetworkTool[] = [jib, jng, appjail, epair];
