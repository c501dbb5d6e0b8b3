/** What the operations work with. */
import type { Request } from "../buddy/request.ts";
import type { Host } from "../host/host.ts";
import type { Call } from "./call.ts";
import type { Configuration } from "./configuration.ts";
import type { Delegating } from "./delegate.ts";
import type { CniError } from "./error.ts";

/** What the plugin works with. */
export interface CniContext extends Delegating {
  /** All of standard input. */
  input(): Promise<string>;
  out(text: string): void;
  host(): Promise<Host>;
  /** Carries a request out, or shows its plan. */
  carryOut(host: Host, request: Request): Promise<void>;
  /** Is nothing carried out, and no other plugin asked? */
  readonly isPreview: boolean;
  /** Says of anything that was thrown what it means to a container engine. */
  explain(error: unknown): Promise<CniError>;
}

/** An operation as it was asked for. */
export interface Asked {
  readonly context: CniContext;
  readonly call: Call;
  readonly configuration: Configuration;
}
