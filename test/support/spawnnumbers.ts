/** The numbers of posix_spawn where the tests run (glibc, amd64 and arm64: bits/fcntl-linux.h, spawn.h). */
import type { SpawnNumbers } from "../../src/freebsd/posixspawn.ts";

export const linuxSpawnNumbers: SpawnNumbers = {
  O_CLOEXEC: 0x8_0000,
  POSIX_SPAWN_SETSIGDEF: 0x4,
  POSIX_SPAWN_SETSIGMASK: 0x8,
};
