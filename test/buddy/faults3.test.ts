/** Another part of the situations. */
import { testFaults } from "../support/faulttests.ts";

testFaults(2, 3);
