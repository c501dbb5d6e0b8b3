/** Which language a file is written in. */

/** A kind of file. */
export type Kind = "rc.conf" | "jail.conf";

/** The kinds there are. */
export const kinds: readonly Kind[] = ["rc.conf", "jail.conf"];

/** Returns the kind of a file by its name, else by what is in it; undefined when neither tells. */
export function kindOf(path: string, text: string): Kind | undefined {
  return kindByName(path) ?? kindByText(text);
}

function kindByName(path: string): Kind | undefined {
  const [name = "", directory] = path.split("/").reverse();
  if (/(?:^|[.-])jail(?:\..+)?\.conf$/.test(name) || directory === "jail.conf.d")
    return "jail.conf";
  if (/(?:^|[.-])rc\.conf(?:\.local)?$/.test(name) || directory === "rc.conf.d") return "rc.conf";
  return undefined;
}

/** jail.conf has braces, and a semicolon behind each parameter; rc.conf assignments. A file that says nothing may be either. */
function kindByText(text: string): Kind | undefined {
  const lines = text
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
  const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length;
  if (lines.length === 0) return "rc.conf";
  const jails = count(/^[\w.$*"-]+\s*\{|^\}|^[\w.$]+(?:\s*\+?=.*)?;$/);
  const assignments = count(/^(?:export\s+)?[A-Za-z_][\w-]*=(?!.*;$)/);
  if (jails === assignments) return undefined;
  return jails > assignments ? "jail.conf" : "rc.conf";
}
