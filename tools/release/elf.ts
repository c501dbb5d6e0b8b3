/** As much of ELF (elf(5)) as says for which system an executable is, and what it needs there. */

export interface Elf {
  /** EI_OSABI: 9 is FreeBSD, 0 is what Linux uses. */
  readonly abi: "freebsd" | "linux" | number;
  readonly machine: "amd64" | "arm64" | number;
  /** The run-time linker. */
  readonly interpreter: string;
  /** The shared libraries it asks for. */
  readonly needed: readonly string[];
}

const abis: { readonly [number: number]: Elf["abi"] } = { 0: "linux", 3: "linux", 9: "freebsd" };
const machines: { readonly [number: number]: Elf["machine"] } = { 62: "amd64", 183: "arm64" };
const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NEEDED = 1;
const DT_STRTAB = 5;

/** Reads a 64-bit little-endian ELF file. Throws when it is none. */
export function readElf(bytes: Buffer): Elf {
  if (bytes.readUInt32BE(0) !== 0x7f454c46 || bytes[4] !== 2 || bytes[5] !== 1)
    throw new Error("no 64-bit little-endian ELF file");
  const long = (at: number) => Number(bytes.readBigUInt64LE(at));
  const text = (at: number) => bytes.toString("latin1", at, bytes.indexOf(0, at));
  const [at, size, count] = [long(32), bytes.readUInt16LE(54), bytes.readUInt16LE(56)];
  const segments = Array.from({ length: count }, (_, i) => at + i * size).map((header) => ({
    type: bytes.readUInt32LE(header),
    offset: long(header + 8),
    address: long(header + 16),
    size: long(header + 32),
  }));
  const inFile = (address: number) => {
    const segment = segments.find(
      (one) => one.type === PT_LOAD && address >= one.address && address < one.address + one.size,
    );
    if (segment === undefined) throw new Error(`address ${address} is not in the file`);
    return address - segment.address + segment.offset;
  };
  const dynamic = segments.find(({ type }) => type === PT_DYNAMIC);
  const entries = Array.from({ length: (dynamic?.size ?? 0) / 16 }, (_, i) => ({
    tag: long(dynamic!.offset + i * 16),
    value: long(dynamic!.offset + i * 16 + 8),
  }));
  const strings = entries.find(({ tag }) => tag === DT_STRTAB);
  const interpreter = segments.find(({ type }) => type === PT_INTERP);
  return {
    abi: abis[bytes[7]!] ?? bytes[7]!,
    machine: machines[bytes.readUInt16LE(18)] ?? bytes.readUInt16LE(18),
    interpreter: interpreter === undefined ? "" : text(interpreter.offset),
    needed: entries
      .filter(({ tag }) => tag === DT_NEEDED)
      .map(({ value }) => text(inFile(strings!.value) + value)),
  };
}
