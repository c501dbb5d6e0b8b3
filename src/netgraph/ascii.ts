/** Arguments between memory, text and values, over the layouts of layout.ts. */
export { parseArgs } from "./parse.ts";
export { decodeArgs, encodeArgs, unparseArgs } from "./unparse.ts";
