/** What lies among the journals and is none of this version. */
import { FileError, type Host } from "../../host/host.ts";

/** Something among the journals that is none of this version, and why. */
export interface Strange {
  readonly path: string;
  /** In a few words, for people. */
  readonly why: string;
  /** It is a newer version's, and is not to be touched. */
  readonly ofNewer: boolean;
}

/** What is told of something strange, before it is known what becomes of it. */
export function strangeLine({ path, why, ofNewer }: Strange): string {
  return ofNewer
    ? `${path} was left behind, and ${why}: it stays, and that ngbuddy can clear up`
    : `${path} is no journal that can be read: ${why}`;
}

/** Moves what is strange out of the way, but what a newer version left. Returns a line for each. */
export async function setStrangeAside(host: Host, strange: readonly Strange[]): Promise<string[]> {
  const lines: string[] = [];
  for (const one of strange) {
    const line = strangeLine(one);
    if (one.ofNewer) lines.push(line);
    else {
      try {
        lines.push(`${line}; moved to ${await host.files.setAside(one.path)}`);
      } catch (error) {
        if (!(error instanceof FileError)) throw error;
        lines.push(`${line}; it cannot be moved away: ${error.reason}`);
      }
    }
  }
  return lines;
}
