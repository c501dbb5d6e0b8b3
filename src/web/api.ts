/** What programs can ask of the server: the same that the page shows, as JSON. */
import { jsonText } from "../buddy/printable.ts";
import type { Examined } from "./findings.ts";
import type { Model } from "./model.ts";
import { openApi } from "./openapi.ts";

/** The beginning of all addresses that are for programs. */
export const API = "/api/";

/** Where the answers come from. */
export interface ApiSources {
  readonly model: Model;
  readonly examine: () => Promise<Examined>;
}

/**
 * Returns the JSON that is at an address, undefined when there is nothing. Throws what keeps the host from being examined;
 * the model has a reading.
 */
export async function answerApi(
  path: string,
  { model, examine }: ApiSources,
): Promise<string | undefined> {
  switch (path) {
    case `${API}openapi.json`:
      return jsonText(openApi);
    case `${API}status`: {
      const { waiting = [], ...rest } = model.topology!;
      return jsonText({ version: 1, ...rest, waiting });
    }
    case `${API}links`: {
      const { time, hostname, links } = model.current!;
      // What a link's box in the picture is called is the page's own.
      return jsonText({
        version: 1,
        time,
        hostname,
        links: links.map(({ box: _, ...link }) => link),
      });
    }
    case `${API}events`:
      return jsonText({ version: 1, events: model.happened });
    case `${API}findings`:
      return jsonText({ version: 1, ...(await examine()) });
    default:
      return undefined;
  }
}
