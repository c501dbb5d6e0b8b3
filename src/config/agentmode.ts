/** What a host lets its fleet's owner do: `ngbuddy_agent_mode`, and `ngbuddy_agent_capture`. */
import { nearest } from "./nearest.ts";
import { yesNo } from "./settings.ts";

/** The variable of rc.conf. */
export const AGENT_MODE = "ngbuddy_agent_mode";

/** `observe`: nothing. `ask`: what somebody on the host accepts. `follow`: what he signs. */
export const modes = ["observe", "ask", "follow"] as const;
/** One of them. */
export type Mode = (typeof modes)[number];

/** Returns the mode that a value of the variable means, or what is wrong with it. */
export function readMode(text: string): { readonly mode: Mode } | { readonly fault: string } {
  const value = text.trim().toLowerCase();
  const mode = value === "" ? "ask" : modes.find((one) => one === value);
  if (mode !== undefined) return { mode };
  const near = nearest(value, modes);
  const meant = near === undefined ? "" : `; did you mean ${near}?`;
  return { fault: `"${text}" is none of ${modes.join(", ")}${meant}` };
}

/** The variable of rc.conf that says whether he may see frames. */
export const AGENT_CAPTURE = "ngbuddy_agent_capture";

/** Returns whether the fleet's owner may see frames by a value of the variable, or what is wrong with it. */
export function readCapture(
  text: string,
): { readonly isAllowed: boolean } | { readonly fault: string } {
  if (text.trim() === "") return { isAllowed: true };
  const isAllowed = yesNo(text.trim());
  return isAllowed === undefined ? { fault: `"${text}" is neither YES nor NO` } : { isAllowed };
}
