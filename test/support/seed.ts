/** The same made-up values in every run of the tests; NGBUDDY_TEST_SEED=N tries others. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env["NGBUDDY_TEST_SEED"] ?? 20_261_129) });
