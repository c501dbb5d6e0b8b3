import { expect, test } from "bun:test";
import type { Sysctl } from "../calls/sysctl.ts";
import { processBegan, secondsUp, uptimeOf } from "./kernelclock.ts";

/** A kernel that was booted at a time of its wall clock, which somebody may set. */
function kernel(booted: { seconds: number; micros: number }) {
  let step = 0;
  const timeval = (micros: number) => {
    const bytes = new DataView(new ArrayBuffer(16));
    bytes.setBigInt64(0, BigInt(Math.floor(micros / 1e6)), true);
    bytes.setBigInt64(8, BigInt(micros % 1e6), true);
    return new Uint8Array(bytes.buffer);
  };
  const boot = () => (booted.seconds + step) * 1e6 + booted.micros;
  const sysctl: Sysctl = {
    read(name, most) {
      if (name === "kern.boottime") return timeval(boot());
      if (name === "kern.boot_id") return new Uint8Array(most).fill(0xa5);
      if (typeof name === "string" || name[3] !== 4711) return undefined;
      // struct kinfo_proc: ki_structsize, ki_pid, ki_start.
      const bytes = new Uint8Array(1088);
      new DataView(bytes.buffer).setInt32(0, 1088, true);
      new DataView(bytes.buffer).setInt32(72, 4711, true);
      bytes.set(timeval(boot() + 12_345_678), 336);
      return bytes.subarray(0, most);
    },
  };
  return {
    sysctl,
    set: (seconds: number) => {
      step += seconds;
    },
    clock: () => boot() + 60_000_000,
  };
}

test("whoever sets the clock changes neither the uptime nor when a process began", () => {
  const { sysctl, set, clock } = kernel({ seconds: 1_700_000_000, micros: 999_999 });
  for (const step of [0, 86_400, -1_000_000]) {
    set(step);
    expect(secondsUp(sysctl, clock)).toBe(60);
    expect(processBegan(sysctl, 4711)).toBe("12345678");
  }
});

test("a clock that is set in the middle of reading is read again", () => {
  const { sysctl, set, clock } = kernel({ seconds: 1_700_000_000, micros: 0 });
  let readings = 0;
  const stepped = () => {
    if (readings++ === 0) set(3600);
    return clock();
  };
  expect(secondsUp(sysctl, stepped)).toBe(60);
  expect(readings).toBe(2);
});

test("a process that is gone has no beginning", () => {
  expect(processBegan(kernel({ seconds: 1, micros: 0 }).sysctl, 4712)).toBeUndefined();
});

test("without the kernel's calls the boot is told by sysctl's", async () => {
  const boottime = "{ sec = 1700000000, usec = 250000 } Tue Nov 14 22:13:20 2023\n";
  const said: { readonly [argv: string]: string } = {
    "sysctl -n kern.boottime": boottime,
    "sysctl -nx kern.boot_id": "Format: Length:16 Dump:0x000102030405060708090a0b0c0d0e0f\n",
  };
  const run = async (argv: readonly string[]) => ({
    argv,
    status: 0,
    stdout: said[argv.join(" ")] ?? "",
    stderr: "",
  });
  const { boot, seconds } = await uptimeOf(undefined, run);
  expect(boot).toBe("000102030405060708090a0b0c0d0e0f");
  expect(Math.abs(seconds - (Date.now() / 1000 - 1_700_000_000.25))).toBeLessThan(5);
  const told = await uptimeOf(kernel({ seconds: 1_700_000_000, micros: 0 }).sysctl, run);
  expect(told.boot).toBe("a5".repeat(16));
});

test("a kernel that does not name its boots costs no process", async () => {
  const { sysctl } = kernel({ seconds: 1_700_000_000, micros: 0 });
  const nameless: Sysctl = {
    read: (name, most) => (name === "kern.boot_id" ? undefined : sysctl.read(name, most)),
  };
  const run = () => Promise.reject(new Error("a process was started"));
  const { boot, seconds } = await uptimeOf(nameless, run);
  expect(boot).toBe("");
  expect(Math.abs(seconds - (Date.now() / 1000 - 1_700_000_000))).toBeLessThan(5);
});
