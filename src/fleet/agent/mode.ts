/** How far a host lets itself be changed from afar. */

/** `observe`: not at all; `ask`: when somebody on the host agrees; `follow`: as the fleet's documents say. */
export const modes = ["observe", "ask", "follow"] as const;
/** One of them. */
export type Mode = (typeof modes)[number];
