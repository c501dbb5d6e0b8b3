/** Rates as people read them. */

/** `0`, `845`, `1.2 M`: bits a second, in steps of 1,000. */
export function bits(value: number): string {
  const units = ["", " k", " M", " G", " T"];
  let size = value;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${size.toFixed(unit === 0 || size >= 99.5 ? 0 : 1)}${units[unit]}`;
}

/** `845 bit/s`, `1.2 Mbit/s`. */
export function bitRate(value: number): string {
  const [size, prefix = ""] = bits(value).split(" ");
  return `${size} ${prefix}bit/s`;
}
