/** Programs that come with ports, by name: a lab has those whose file is there. One line a program. */
import type { Command } from "../process/process.ts";
import { bastille } from "./bastille.ts";
import { jib } from "./jib.ts";

export const ports: { readonly [name: string]: Command } = { bastille, jib };
