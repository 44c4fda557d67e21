import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createStandardRegistry, type StandardRegistryOptions } from "@engenho/standard-registry";
import { TableBackend } from "./table-backend.js";

/** A registry with its own backend and a fake clock. */
export function openRegistry(options: StandardRegistryOptions = {}) {
  const backend = new TableBackend();
  const clock = new FakeClock();
  const store = createStandardRegistry(backend, { clock, random: seededRandom(1), ...options });
  return { store, backend, clock };
}
