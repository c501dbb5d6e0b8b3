/** Waiting for a host that may never answer. */

/** Returns what it is waited for. When that takes longer than so many seconds it is told, once. */
export async function patiently<T>(
  work: Promise<T>,
  seconds: number,
  tell: () => void,
): Promise<T> {
  const slow = setTimeout(tell, seconds * 1000);
  return await work.finally(() => clearTimeout(slow));
}
