/** Sizes as people read them. */

const UNITS = ["KB", "MB", "GB", "TB", "PB", "EB"];

/** `0B`, `1024B`, `56.41 KB`, `4.88 GB`: two decimals, whole bytes without a space; a unit ends at 1,024 of it, as with the ports' ngbuddy(8). */
export function byteSize(bytes: number): string {
  if (bytes <= 1024) return `${bytes}B`;
  let size = bytes;
  let unit = -1;
  while (size > 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${size.toFixed(2)} ${UNITS[unit]}`;
}
