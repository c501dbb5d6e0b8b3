/** What the options of `ngbuddy exporter` come to. */
import type { NamedFrom } from "../../host/namedplace.ts";
import { DEFAULT_PLACE } from "../../metrics/place.ts";
import { exitStatus, Failure } from "../io.ts";
import { type Listening, listeningOf } from "./serving.ts";

/** The settings of the exporter, checked against each other. */
export interface Settings extends Listening {
  /** The file that is written once; undefined for a server. */
  readonly textfile: string | undefined;
  /** Seconds that the doctor's findings are good for; 0 for no doctor. */
  readonly doctorAge: number;
}

/** Reads the options. Throws a Failure that says which is wrong. */
export function settingsOf(
  values: { readonly [option: string]: string | undefined },
  from: NamedFrom,
): Settings {
  const { textfile, doctor = "300" } = values;
  const serving = ["listen", "token-file", "tls-cert", "tls-key"].find(
    (option) => values[option] !== undefined,
  );
  if (textfile !== undefined && serving !== undefined)
    throw refuse(`--textfile serves nobody, and --${serving} is for a server`);
  const doctorAge = Number(doctor);
  if (!/^\d{1,6}$/.test(doctor) || doctorAge > 86400)
    throw refuse(`--doctor ${doctor}: give seconds, up to 86400, or 0 for no doctor`);
  return { ...listeningOf(from, "exporter", values, DEFAULT_PLACE), textfile, doctorAge };
}

function refuse(why: string): Failure {
  return new Failure(exitStatus.usage, `exporter: ${why}`);
}
