/** What the options of `ngbuddy exporter` come to. */
import { DEFAULT_PLACE, type Place, placeOf } from "../../metrics/place.ts";
import { readToken } from "../../metrics/token.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { type Tls, tlsOf } from "../listen.ts";

/** The settings of the exporter, checked against each other. */
export interface Settings {
  readonly place: Place;
  readonly token: string | undefined;
  readonly tls: Tls | undefined;
  /** The file that is written once; undefined for a server. */
  readonly textfile: string | undefined;
  /** Seconds that the doctor's findings are good for; 0 for no doctor. */
  readonly doctorAge: number;
}

/** Reads the options. Throws a Failure that says which is wrong. */
export function settingsOf(values: { readonly [option: string]: string | undefined }): Settings {
  const { listen, textfile, doctor = "300" } = values;
  const serving = ["listen", "token-file", "tls-cert", "tls-key"].find(
    (option) => values[option] !== undefined,
  );
  if (textfile !== undefined && serving !== undefined)
    throw refuse(`--textfile serves nobody, and --${serving} is for a server`);
  const place = placeOf(listen ?? DEFAULT_PLACE);
  if (place === undefined)
    throw refuse(
      `--listen ${listen}: give an address of this machine and a port: ${DEFAULT_PLACE}, [::1]:9647`,
    );
  const doctorAge = Number(doctor);
  if (!/^\d{1,6}$/.test(doctor) || doctorAge > 86400)
    throw refuse(`--doctor ${doctor}: give seconds, up to 86400, or 0 for no doctor`);
  const token = tokenIn(values["token-file"]);
  const tls = tlsOf("exporter", values["tls-cert"], values["tls-key"]);
  if (!place.isLoopback && token === undefined && tls === undefined)
    throw refuse(
      `${place.address} can be reached by others: give --token-file, or --tls-cert and --tls-key, or both`,
    );
  return { place, token, tls, textfile, doctorAge };
}

function tokenIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readToken(file);
  } catch (error) {
    throw new Failure(exitStatus.noInput, `exporter: --token-file ${file}: ${reasonOf(error)}`);
  }
}

function refuse(why: string): Failure {
  return new Failure(exitStatus.usage, `exporter: ${why}`);
}
