/** Arguments between memory, text and values, over the layouts of layout.ts. */
export { parseArgs } from "./parse.ts";
export { unparseArgs } from "./unparse.ts";
export { decodeArgs, encodeArgs, encodeReply } from "./values.ts";
