/** Which Netgraph Buddy this is. */
import about from "../../package.json" with { type: "json" };

/** As package.json has it: `0.1.0`. */
export const version: string = about.version;

/** What is printed when the version is asked for; undefined when it is not. */
export function versionAsked([word]: readonly string[]): string | undefined {
  return word === "--version" || word === "-V" ? `ngbuddy ${version}\n` : undefined;
}
