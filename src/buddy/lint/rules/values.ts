/** Values that cannot be. */
import { AGENT_CAPTURE, AGENT_MODE, readCapture, readMode } from "../../../config/agentmode.ts";
import { NetworkTextError, readNetwork } from "../../../config/networksettings.ts";
import { readPin } from "../../../config/pins.ts";
import { PortError, readPort } from "../../../config/ports.ts";
import { yesNo } from "../../../config/settings.ts";
import type { Found } from "../finding.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

export const values: ConfigRule = {
  id: "value",
  summary: "a value of a variable of ngbuddy's that cannot be",
  *examine({ rc }) {
    if (rc === undefined) return;
    const fault = (variable: string, what: string, severity: Found["severity"] = "error") => ({
      ...{ at: rc.at(variable), severity, message: `${variable}: ${what}` },
    });
    for (const { about, message } of rc.faults) {
      if (about === undefined) yield { at: rc.at(""), severity: "error", message };
      else yield fault(about.variable, about.what);
    }
    yield* switches(rc, fault);
    for (const variable of rc.names) {
      const what = /^ngbuddy_port_\w+$/.test(variable)
        ? faultOf(() => readPort(rc.text(variable)), PortError)
        : /^ngbuddy_mac_\w+$/.test(variable) && !/_(?:if|list)$/.test(variable)
          ? pinFault(rc.text(variable))
          : undefined;
      if (what !== undefined) yield fault(variable, what);
    }
    for (const { name, network } of rc.settings.bridges) {
      if (network === undefined) continue;
      try {
        readNetwork(network);
      } catch (error) {
        if (!(error instanceof NetworkTextError)) throw error;
        yield fault(`ngbuddy_${name}_${error.field}`, error.message);
      }
    }
  },
};

type Fault = (variable: string, what: string, severity?: Found["severity"]) => Found;

function* switches(rc: RcReading, fault: Fault): Iterable<Found> {
  const mode = readMode(rc.text(AGENT_MODE));
  if ("fault" in mode) yield fault(AGENT_MODE, mode.fault);
  const capture = readCapture(rc.text(AGENT_CAPTURE));
  if ("fault" in capture) yield fault(AGENT_CAPTURE, capture.fault);
  const enable = rc.text("ngbuddy_enable");
  if (enable !== "" && yesNo(enable) === undefined)
    yield fault(
      "ngbuddy_enable",
      `"${enable}" is neither YES nor NO, and rc.subr(8) takes it for NO`,
    );
  const seed = rc.text("ngbuddy_set_mac");
  if (!/^(?:yes|no)$/i.test(seed) && (yesNo(seed) !== undefined || /^[yn]$/i.test(seed)))
    yield fault(
      "ngbuddy_set_mac",
      `"${seed}" is a seed here, as is anything but YES and NO; write YES or NO`,
      "warning",
    );
}

function faultOf(read: () => unknown, kind: typeof PortError): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!(error instanceof kind)) throw error;
    return error.message;
  }
}

function pinFault(text: string): string | undefined {
  let why: string | undefined;
  readPin(text, (what) => {
    why = what;
  });
  return why;
}
