/** Another part of the situations. */
import { testFaults } from "../support/faulttests.ts";

testFaults(1, 3);
