/** What went wrong, in one line for people, and the exit status of sysexits(3) that says it to programs. */
import { ApplyError, Interrupted } from "../buddy/apply/apply.ts";
import { RecoverError } from "../buddy/apply/recover.ts";
import { VerifyError } from "../buddy/apply/verify.ts";
import { Refusal } from "../buddy/refusal.ts";
import { NameError } from "../config/names.ts";
import { RcSyntaxError } from "../config/rcconf.ts";
import { RcEditError } from "../config/rcedit.ts";
import { SettingsError } from "../config/settings.ts";
import { NotAllowed } from "../freebsd/permissions.ts";
import { CommandError } from "../host/commanderror.ts";
import { LibcError } from "../host/ffi.ts";
import { commandStatus, FileError } from "../host/host.ts";
import { OutputError } from "../host/json.ts";
import { KernelError } from "../host/kernelerror.ts";
import { DescriptionError } from "../lab/base/description.ts";
import { DirectoryError } from "../lab/daemon/directory.ts";
import { LabError } from "../lab/daemon/error.ts";
import { PlugError } from "../lab/daemon/plugerror.ts";
import { TrustError } from "../lab/daemon/trust.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import { exitStatus, Failure, listed, reasonOf } from "./io.ts";

/** Errors that speak for themselves and always mean the same. */
const STATUSES = [
  [NotAllowed, exitStatus.noPermission],
  [LibcError, exitStatus.unavailable],
  [NameError, exitStatus.data],
  [SettingsError, exitStatus.config],
  [RcSyntaxError, exitStatus.config],
  [RcEditError, exitStatus.config],
  [DirectoryError, exitStatus.usage],
  [TrustError, exitStatus.noPermission],
  [DescriptionError, exitStatus.data],
  [LabError, exitStatus.unavailable],
  [OutputError, exitStatus.os],
  [VerifyError, exitStatus.os],
  [Interrupted, exitStatus.temporary],
] as const;

/** The line and the status; undefined for what is no failure of ours to explain. */
export function explain(
  error: unknown,
): { readonly status: number; readonly message: string } | undefined {
  if (error instanceof Failure) return error;
  if (error instanceof PlugError) return { status: error.status, message: error.message };
  if (error instanceof Refusal) return { status: exitStatus[error.kind], message: error.message };
  for (const [kind, status] of STATUSES)
    if (error instanceof kind) return { status, message: error.message };
  if (error instanceof NetgraphError)
    return { status: netgraphStatus(error.errno), message: error.message };
  if (error instanceof FileError) return { status: fileStatus(error), message: error.message };
  if (error instanceof KernelError)
    return { status: kernelStatus(error.errno), message: error.message };
  if (error instanceof CommandError) {
    const { status } = error.result;
    return {
      status: status === commandStatus.notFound ? exitStatus.unavailable : exitStatus.os,
      message: error.message,
    };
  }
  if (error instanceof ApplyError) return explainApply(error);
  if (error instanceof RecoverError) {
    const cause = explain(error.cause);
    return (
      cause && {
        status: cause.status,
        message: `"${error.request}", whose process was killed, cannot be cleared up: ${cause.message}; then try again: ngbuddy recover, or leave it so: ngbuddy recover --forget`,
      }
    );
  }
  return undefined;
}

/** The line and the status of anything that was thrown; never a stack trace. */
export function asFailure(error: unknown): { readonly status: number; readonly message: string } {
  const known = explain(error);
  if (known !== undefined) return known;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code !== undefined) {
    const about = path === undefined ? "" : `${path}: `;
    return { status: exitStatus.os, message: `${about}${reasonOf(error)}` };
  }
  return {
    status: exitStatus.software,
    message: `internal fault: ${String(error).split("\n")[0]}; please report it`,
  };
}

/** The line alone. */
export function lineOf(error: unknown): string {
  return asFailure(error).message;
}

function explainApply({ step, cause, undone, stuck }: ApplyError) {
  const why = explain(cause) ?? { status: exitStatus.software, message: (cause as Error).message };
  // Where the reason names what was to be done, the step would only repeat it.
  const speaksForItself =
    cause instanceof Refusal || cause instanceof FileError || cause instanceof Interrupted;
  const what = speaksForItself ? why.message : `cannot ${step}: ${why.message}`;
  const undoing = undone.length === 0 ? "nothing was changed" : `undone: ${listed(undone)}`;
  const tail =
    stuck === undefined
      ? undoing
      : `not everything could be undone (${explain(stuck)?.message ?? String(stuck)}), ngbuddy recover tries again`;
  return { status: why.status, message: `${what}; ${tail}` };
}

function kernelStatus(number: number): number {
  return number === errno.EPERM || number === errno.EACCES
    ? exitStatus.noPermission
    : exitStatus.os;
}

function netgraphStatus(number: number): number {
  if (number === errno.EPERM || number === errno.EACCES) return exitStatus.noPermission;
  // The kernel has no netgraph, or the module cannot be loaded here.
  const none: readonly number[] = [errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT, errno.EPFNOSUPPORT];
  return none.includes(number) ? exitStatus.unavailable : exitStatus.os;
}

function fileStatus({ operation, errno: number }: FileError): number {
  if (number === errno.EPERM || number === errno.EACCES) return exitStatus.noPermission;
  if (number === errno.EBUSY) return exitStatus.temporary;
  if (number === errno.EIO || operation === "read" || operation === "list") return exitStatus.io;
  return exitStatus.cannotCreate;
}
