/** What everything costs in a lab, by `$NGBUDDY_LAB_COST`. */
import { PriceError, type Prices, parsePrices } from "../../lab/base/meter.ts";
import { exitStatus, Failure, type Io } from "../io.ts";

const VARIABLE = "NGBUDDY_LAB_COST";

/** Returns the prices and how they are written; undefined when nobody wants any. Throws a Failure for what says no prices. */
export function wantedPrices({
  env,
}: Pick<Io, "env">): { readonly text: string; readonly prices: Prices } | undefined {
  const text = env[VARIABLE];
  if (text === undefined || text === "") return undefined;
  try {
    return { text, prices: parsePrices(text) };
  } catch (error) {
    if (error instanceof PriceError)
      throw new Failure(exitStatus.usage, `${VARIABLE}: ${error.message}`);
    throw error;
  }
}
