/** What went wrong, in one line for people, with its exit status of sysexits(3). */
import { describe, expect, test } from "bun:test";
import { NameError } from "../config/names.ts";
import { NotAllowed } from "../freebsd/permissions.ts";
import { CommandError } from "../host/commanderror.ts";
import { LibcError } from "../host/ffi.ts";
import { FileError } from "../host/host.ts";
import { KernelError } from "../host/kernelerror.ts";
import { LabError } from "../lab/daemon/error.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import { asFailure, explain, lineOf } from "./failure.ts";
import { Failure } from "./io.ts";

const command = (status: number) =>
  new CommandError({ argv: ["ifconfig"], status, stdout: "", stderr: "ifconfig: no\n" });

test.each([
  ["a usage error", new Failure(64, "x"), 64],
  ["a name that cannot be", new NameError("x"), 65],
  ["a libc that is not there", new LibcError("x"), 69],
  ["a lab that does not answer", new LabError("x"), 69],
  ["somebody who may not", new NotAllowed("x"), 77],
  ["a kernel without netgraph", new NetgraphError("open", "socket", errno.EPROTONOSUPPORT), 69],
  ["a netgraph that refuses root", new NetgraphError("open", "socket", errno.EPERM), 77],
  ["a node that is not there", new NetgraphError("show", "x:", errno.ENOENT), 71],
  ["a request that is not permitted", new KernelError("SIOCSIFNAME", "em0", errno.EACCES), 77],
  ["a request that is refused", new KernelError("SIOCSIFNAME", "em0", errno.EEXIST), 71],
  ["a command that fails", command(1), 71],
  ["a command that is not there", command(127), 69],
  ["a file that cannot be read", new FileError("read", "/etc/rc.conf", errno.ENOENT, "no"), 74],
  ["a file that cannot be written", new FileError("write", "/etc/rc.conf", errno.ENOSPC, "no"), 73],
  ["a disk that fails", new FileError("write", "/etc/rc.conf", errno.EIO, "no"), 74],
  ["a file that is in use", new FileError("write", "/etc/rc.conf", errno.EBUSY, "no"), 75],
  ["a file that is another's", new FileError("write", "/etc/rc.conf", errno.EACCES, "no"), 77],
] as const)(
  "%s is told in its own words, with a status that programs know",
  (_what, error, status) => {
    expect(explain(error)).toMatchObject({ status, message: error.message });
    expect(lineOf(error)).toBe(error.message);
  },
);

describe("what nobody foresaw", () => {
  test("of the system's is told with the file that it is about", () => {
    const error = Object.assign(new Error("ENOSPC: no space left on device, write"), {
      code: "ENOSPC",
      path: "/tmp/x",
    });
    expect(asFailure(error)).toEqual({ status: 71, message: "/tmp/x: no space left on device" });
  });
  test("of ours is one line that asks for a report, without a stack", () => {
    expect(explain(new TypeError("x"))).toBeUndefined();
    expect(asFailure(new TypeError("x is odd\nat y"))).toEqual({
      status: 70,
      message: "internal fault: TypeError: x is odd; please report it",
    });
  });
});
