/** Two hosts with a cable between them, and a bridge that is stretched over both, with a jail on each. */
import { cable } from "../../src/lab/cable.ts";
import { type DoctorLab, doctorLab } from "./doctorlab.ts";

/** What rc.conf has of the bridge. */
const STRETCHED = `ngbuddy_wire_if="nghost0"
ngbuddy_wire_peers="10.9.0.1 10.9.0.2"
ngbuddy_wire_mtu="1458"`;

/** The two: `vtnet1` is the wire, with 10.9.0.1 and 10.9.0.2, `wire` the bridge, and the jails have 10.60.0.51 and 10.60.0.52. */
export interface Stretched {
  readonly labs: readonly [DoctorLab, DoctorLab];
  /** Pulls the cable out. */
  pullOut(): void;
}

/** Boots them. `edit` changes the text of a file of one of them. */
export async function stretched(
  edit: (text: string, host: 0 | 1, path: string) => string = (text) => text,
): Promise<Stretched> {
  const boot = (at: 0 | 1) =>
    doctorLab("two-hosts", 2, (first) => {
      const { second, ...one } = first;
      const host = at === 0 ? one : second!.host;
      const files = Object.entries(host.files ?? {}).map(([path, text]) => {
        const changed = path.startsWith("/jails/")
          ? text.replace("10.9.0.", "10.60.0.")
          : text.replace('ngbuddy_wire_if="vtnet1"', STRETCHED);
        return [path, edit(changed, at, path)];
      });
      return { ...host, files: Object.fromEntries(files) };
    });
  const labs = [await boot(0), await boot(1)] as const;
  const wire = cable(labs[0].lab, "vtnet1", labs[1].lab, "vtnet1");
  return { labs, pullOut: () => wire.pullOut() };
}
