/** A lab that does not answer, or went away in the middle. */
export class LabError extends Error {
  override readonly name: string = "LabError";
}
