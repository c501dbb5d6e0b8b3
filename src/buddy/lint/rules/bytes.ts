/** What editors of other systems leave in a file, and sh(1) takes for a part of the values. */
import type { Found } from "../finding.ts";
import type { ConfigRule } from "../rule.ts";
import { placesIn, whyNoText } from "../source.ts";

export const bytes: ConfigRule = {
  id: "bytes",
  summary: "line breaks or marks of other systems in rc.conf",
  *examine({ rcSources, jails }) {
    const texts = rcSources.filter((source) => whyNoText(source) === undefined);
    for (const source of [...texts, ...(jails?.files ?? [])]) {
      if (!source.text.startsWith("\ufeff")) continue;
      yield found(
        { file: source.file, line: 1, column: 1 },
        "the file begins with a byte order mark, which FreeBSD takes for a part of the first name; save it as plain UTF-8",
      );
    }
    for (const source of texts) {
      const at = source.text.indexOf("\r\n");
      if (at < 0) continue;
      yield found(
        placesIn(source)(at),
        `lines end in CR LF, and sh(1) takes the CR for a part of the values; convert the file: tr -d '\\r'`,
      );
    }
  },
};

function found(at: Found["at"], message: string): Found {
  return { at, severity: "error", message };
}
